#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "cli/verb.h"
#include "compiler/card/card.h"
#include "compiler/emit/package.h"
#include "link/board/charge.h"

// How long a charge lasts, as the verbs tell it and judge it by the lesson's budget
// (docs/design/charge.md).
namespace satchel {

// A package on a board, in a stated use.
struct ChargeEstimate {
  std::string board;
  std::string unknown;  // why there are no hours; empty when there are some
  EnergyFigures energy;
  Work work;
  SchoolDay day;
  Charge charge;
  std::uint64_t least_hours = 0;  // the lesson's budget; 0: it has none

  bool too_short() const {
    return unknown.empty() && charge.hours < static_cast<double>(least_hours);
  }
};

// The card of a package that validates, its work from the program itself; empty but for that when
// the card cannot be read, and altogether when the package cannot.
Card charge_card(std::span<const std::uint8_t> package);

// `board` may be one that this machine has no profile of.
ChargeEstimate estimate_charge(const std::string& board, const Card& card,
                               const SchoolDay& day = {});

// With every term and the formula. Without hours: {"board", "hours": null, "why", "least_hours"}.
nlohmann::ordered_json to_json(const ChargeEstimate& estimate);
// Lines, the later ones indented.
std::string to_text(const ChargeEstimate& estimate, std::size_t indent);

// Throws Exit::kRefused with both numbers when the charge is shorter than the lesson's budget.
void require_budget(const ChargeEstimate& estimate);

// A package on every known board of its target that has energy figures. Throws what require_budget
// throws of the best of them when the charge is too short on each; empty when there is none.
std::vector<ChargeEstimate> judge_on_known_boards(std::span<const std::uint8_t> package);

// --hours-a-day and --share-with-sound.
struct UseOptions {
  CLI::Option* hours_a_day;
  CLI::Option* share_with_sound;
};
UseOptions add_use_options(CLI::App& verb, SchoolDay& day);

}  // namespace satchel
