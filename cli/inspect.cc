#include "compiler/inspect/inspect.h"

#include <fmt/format.h>

#include <memory>

#include "cli/charge.h"
#include "cli/verb.h"
#include "compiler/emit/run.h"
#include "compiler/source/source.h"
#include "link/board/profile.h"

namespace satchel {
namespace {

struct InspectOptions {
  std::string file;
  std::string board;
  double least_hours = 0;
  SchoolDay day;
};

// How long a charge lasts on the chip that the board stands for.
void add_charge(const InspectOptions& options, const PackageBytes& bytes, Target target,
                Answer* answer) {
  const BoardProfile board = find_board(options.board);
  if (board.target != target_name(target)) {
    throw Error(Exit::kRefused,
                fmt::format("{} is compiled for {}, {} runs packages for {}", options.file,
                            target_name(target), board.name, board.target),
                "Compile it for the board: satchel compile --target " + board.target);
  }
  if (board.energy.stands_for.empty() && options.least_hours > 0) {
    throw Error(Exit::kUnusable, board.name + " has no energy figures",
                "Add a section [energy] to its board.toml: docs/design/charge.md.");
  }
  const ChargeEstimate estimate = estimate_charge(board.name, charge_card(bytes), options.day);
  if (estimate.charge.hours < options.least_hours) {
    throw Error(Exit::kRefused,
                fmt::format("a charge lasts {:.1f} h on {} ({}), at least {:.1f} h are wanted",
                            estimate.charge.hours, board.name, board.energy.stands_for,
                            options.least_hours),
                "Take a smaller network or a longer hop between windows.");
  }
  require_budget(estimate);
  answer->json["charge"] = to_json(estimate);
  if (!answer->text.empty()) answer->text += "\ncharge     " + to_text(estimate, 11);
}

Answer inspect(const InspectOptions& options, const CommonOptions& common) {
  const PackageBytes bytes = read_package(options.file);
  const Runner runner(bytes, options.file);
  Answer answer;
  answer.json = inspect_json(runner.package(), options.file);
  if (!common.json) answer.text = inspect_text(runner.package(), options.file);
  if (!options.board.empty()) add_charge(options, bytes, runner.package().target(), &answer);
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
  const UseOptions use = add_use_options(verb, options->day);
  use.hours_a_day->needs(board);
  use.share_with_sound->needs(board);
}

}  // namespace satchel
