#include "cli/charge.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/package/view.h"
#include "link/board/profile.h"

namespace satchel {
namespace {

constexpr const char* kFormula =
    "hours = battery / (volts x (awake x running + (1 - awake) x asleep + sensor)); awake = (front "
    "end + share with sound x windows a second x inference) x cycles an instruction / clock";

bool is_known(const std::string& board) {
  const std::vector<std::string> known = known_boards();
  return std::ranges::find(known, board) != known.end();
}

}  // namespace

Card charge_card(std::span<const std::uint8_t> package) {
  PackageView view;
  if (!PackageView::open(package.data(), package.size(), &view).ok()) return {};
  Card made;
  const Bytes card = view.section(Section::kCard);
  try {
    if (card.size > 0) made = read_card({card.data, card.size}, "card");
  } catch (const Error&) {
    made = {};  // such a package runs as well, and has no budget that could be judged
  }
  const Bytes decision = view.section(Section::kDecision);
  made.work = work_of({view.steps(), view.step_count()}, {decision.data, decision.size});
  return made;
}

ChargeEstimate estimate_charge(const std::string& board, const Card& card, const SchoolDay& day) {
  ChargeEstimate estimate;
  estimate.board = board;
  estimate.day = day;
  estimate.least_hours = card.charge_hours;
  if (is_known(board)) {
    estimate.energy = find_board(board).energy;
    if (estimate.energy.stands_for.empty()) estimate.unknown = board + " has no energy figures";
  } else {
    estimate.unknown = "there is no profile of the board " + board + " here";
  }
  if (estimate.unknown.empty() && !card.work) {
    estimate.unknown = "the package's card does not say what it costs: compile it again";
  }
  if (!estimate.unknown.empty()) return estimate;
  estimate.work = *card.work;
  estimate.charge = charge_of(estimate.energy, static_cast<double>(estimate.work.instructions),
                              estimate.work.windows_a_second(), day);
  return estimate;
}

nlohmann::ordered_json to_json(const ChargeEstimate& estimate) {
  nlohmann::ordered_json json = {{"board", estimate.board}};
  if (estimate.unknown.empty()) {
    const EnergyFigures& energy = estimate.energy;
    json.update({{"stands_for", energy.stands_for},
                 {"hours", estimate.charge.hours},
                 {"school_days", estimate.charge.school_days},
                 {"milliwatts", estimate.charge.milliwatts},
                 {"awake", estimate.charge.awake},
                 {"battery_mwh", energy.battery_mwh},
                 {"volts", energy.volts},
                 {"running_ma", energy.running_ma},
                 {"asleep_ma", energy.asleep_ma},
                 {"sensor_ma", energy.sensor_ma},
                 {"clock_hz", energy.clock_hz},
                 {"cycles_per_instruction", energy.cycles_per_instruction},
                 {"front_end_instructions", energy.front_end_instructions},
                 {"inference_instructions", estimate.work.instructions},
                 {"windows_a_second", estimate.work.windows_a_second()},
                 {"hours_a_day", estimate.day.hours_on},
                 {"share_with_sound", estimate.day.share_with_sound},
                 {"formula", kFormula},
                 {"estimate", true}});
  } else {
    json["hours"] = nullptr;
    json["why"] = estimate.unknown;
  }
  json["least_hours"] = nullptr;
  if (estimate.least_hours != 0) json["least_hours"] = estimate.least_hours;
  return json;
}

std::string to_text(const ChargeEstimate& estimate, std::size_t indent) {
  std::string wanted;
  if (estimate.least_hours != 0) {
    wanted = fmt::format("; the lesson wants at least {} h", estimate.least_hours);
  }
  if (!estimate.unknown.empty()) return "not known: " + estimate.unknown + wanted;
  const std::string next = "\n" + std::string(indent, ' ');
  return fmt::format(
      "about {:.0f} h of listening on a {} with {:.0f} mWh, {:.1f} school days of {:g} h{}{}{}"
      "{:.1f} mW, awake {:.1f} % of the time, sound in {:.0f} % of the windows; an estimate:{}{}",
      estimate.charge.hours, estimate.energy.stands_for, estimate.energy.battery_mwh,
      estimate.charge.school_days, estimate.day.hours_on, wanted,
      estimate.too_short() ? ", which is more" : "", next, estimate.charge.milliwatts,
      100 * estimate.charge.awake, 100 * estimate.day.share_with_sound, next, kFormula);
}

void require_budget(const ChargeEstimate& estimate) {
  if (!estimate.too_short()) return;
  throw Error(
      Exit::kRefused,
      fmt::format("a charge lasts {:.1f} h on {} ({}) with sound in {:.0f} % of the windows; the "
                  "lesson's budget is at least {} h",
                  estimate.charge.hours, estimate.board, estimate.energy.stands_for,
                  100 * estimate.day.share_with_sound, estimate.least_hours),
      "Take a smaller network, a longer hop between windows or another board, or lower "
      "charge_hours "
      "in the lesson's [budgets], and train again.");
}

std::vector<ChargeEstimate> judge_on_known_boards(std::span<const std::uint8_t> package) {
  PackageView view;
  std::vector<ChargeEstimate> judged;
  if (!PackageView::open(package.data(), package.size(), &view).ok()) return judged;
  const Card card = charge_card(package);
  for (const std::string& board : known_boards()) {
    if (find_board(board).target != target_name(view.target())) continue;
    ChargeEstimate estimate = estimate_charge(board, card);
    if (estimate.unknown.empty()) judged.push_back(std::move(estimate));
  }
  const auto best = std::ranges::max_element(
      judged, {}, [](const ChargeEstimate& estimate) { return estimate.charge.hours; });
  if (best != judged.end()) require_budget(*best);
  return judged;
}

UseOptions add_use_options(CLI::App& verb, SchoolDay& day) {
  return {verb.add_option("--hours-a-day", day.hours_on, "Hours of listening on a school day (6)")
              ->check(CLI::Range(0.1, 24.0)),
          verb.add_option("--share-with-sound", day.share_with_sound,
                          "Of the windows, those in which something can be heard (0.25)")
              ->check(CLI::Range(0.0, 1.0))};
}

}  // namespace satchel
