#include "compiler/inspect/inspect.h"

#include <fmt/format.h>

#include <memory>

#include "cli/verb.h"
#include "compiler/emit/run.h"
#include "compiler/source/source.h"
#include "core/decide/decide.h"
#include "link/board/profile.h"

namespace satchel {
namespace {

struct InspectOptions {
  std::string file;
  std::string board;
  double least_hours = 0;
  SchoolDay day;
};

constexpr const char* kFormula =
    "hours = battery / (volts x (awake x running + (1 - awake) x asleep + sensor)); awake = (front "
    "end + share with sound x windows a second x inference) x cycles an instruction / clock";

double windows_a_second(const PackageView& package) {
  const Bytes rule = package.section(Section::kDecision);
  if (!DecisionRule::validate(rule.data, rule.size)) return 1;
  return 1000.0 / DecisionRule(rule.data).hop_ms();
}

// How long a charge lasts on the chip that the board stands for.
void add_charge(const InspectOptions& options, const PackageView& package, Answer* answer) {
  const BoardProfile board = find_board(options.board);
  if (board.target != target_name(package.target())) {
    throw Error(Exit::kRefused,
                fmt::format("{} is compiled for {}, {} runs packages for {}", options.file,
                            target_name(package.target()), board.name, board.target),
                "Compile it for the board: satchel compile --target " + board.target);
  }
  if (board.energy.stands_for.empty()) {
    throw Error(Exit::kUnusable, board.name + " has no energy figures",
                "Add a section [energy] to its board.toml: docs/design/charge.md.");
  }
  const SchoolDay& day = options.day;
  const double inference = answer->json["instructions"].get<double>();
  const double windows = windows_a_second(package);
  const EnergyFigures& energy = board.energy;
  const Charge charge = charge_of(energy, inference, windows, day);
  if (charge.hours < options.least_hours) {
    throw Error(Exit::kRefused,
                fmt::format("a charge lasts {:.1f} h on {} ({}), at least {:.1f} h are wanted",
                            charge.hours, board.name, board.energy.stands_for, options.least_hours),
                "Take a smaller network or a longer hop between windows.");
  }
  answer->json["charge"] = {{"board", board.name},
                            {"stands_for", board.energy.stands_for},
                            {"hours", charge.hours},
                            {"school_days", charge.school_days},
                            {"milliwatts", charge.milliwatts},
                            {"awake", charge.awake},
                            {"battery_mwh", energy.battery_mwh},
                            {"volts", energy.volts},
                            {"running_ma", energy.running_ma},
                            {"asleep_ma", energy.asleep_ma},
                            {"sensor_ma", energy.sensor_ma},
                            {"clock_hz", energy.clock_hz},
                            {"cycles_per_instruction", energy.cycles_per_instruction},
                            {"front_end_instructions", energy.front_end_instructions},
                            {"inference_instructions", inference},
                            {"windows_a_second", windows},
                            {"hours_a_day", day.hours_on},
                            {"share_with_sound", day.share_with_sound},
                            {"formula", kFormula},
                            {"estimate", true}};
  if (answer->text.empty()) return;
  answer->text += fmt::format(
      "\ncharge     about {:.0f} h of listening on a {} with {:.0f} mWh, {:.1f} school days of "
      "{:.0f} "
      "h\n           {:.1f} mW, awake {:.1f} % of the time, sound in {:.0f} % of the windows; an "
      "estimate:\n           {}",
      charge.hours, board.energy.stands_for, board.energy.battery_mwh, charge.school_days,
      day.hours_on, charge.milliwatts, 100 * charge.awake, 100 * day.share_with_sound, kFormula);
}

Answer inspect(const InspectOptions& options, const CommonOptions& common) {
  const Runner runner(read_package(options.file), options.file);
  Answer answer;
  answer.json = inspect_json(runner.package(), options.file);
  if (!common.json) answer.text = inspect_text(runner.package(), options.file);
  if (!options.board.empty()) add_charge(options, runner.package(), &answer);
  return answer;
}

}  // namespace

void add_inspect(Verbs& verbs) {
  auto options = std::make_shared<InspectOptions>();
  CLI::App& verb =
      verbs.add("inspect", "Show what a package holds and costs",
                [options](const CommonOptions& common) { return inspect(*options, common); });
  verb.add_option("package", options->file, "The .satchel file")->required();
  CLI::Option* board =
      verb.add_option("--board", options->board, "Also how long a charge lasts on this board");
  verb.add_option("--least-hours", options->least_hours, "Refuse a package whose charge is shorter")
      ->needs(board)
      ->check(CLI::PositiveNumber);
  verb.add_option("--hours-a-day", options->day.hours_on, "Hours of listening on a school day (6)")
      ->needs(board)
      ->check(CLI::Range(0.1, 24.0));
  verb.add_option("--share-with-sound", options->day.share_with_sound,
                  "Of the windows, those in which something can be heard (0.25)")
      ->needs(board)
      ->check(CLI::Range(0.0, 1.0));
}

}  // namespace satchel
