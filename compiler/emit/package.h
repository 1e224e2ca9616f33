#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/card/budget.h"
#include "compiler/card/card.h"
#include "compiler/graph/graph.h"
#include "core/package/format.h"

namespace satchel {

// What a package holds besides the network. Sections that are empty are left out.
struct PackageParts {
  Target target = Target::kHost;
  std::optional<Card> card;             // its work is computed here
  std::vector<std::uint8_t> front_end;  // compiler/frontend
  std::vector<std::uint8_t> decision;   // core/decide
  // Inputs of the golden vectors: all inputs of the graph one after the other. The outputs are
  // computed here.
  std::vector<std::vector<std::uint8_t>> golden_inputs;
};

// A package lies in memory as it does in flash: it starts at a multiple of 16.
using PackageBytes = std::vector<std::uint8_t>;

// Compiles a checked graph for a target. The same input gives the same bytes. The result is
// validated, and its golden vectors were run by core. Throws Error(Exit::kRefused) when the network
// does not fit the package's format or the budget, with the number that would be needed.
PackageBytes compile_package(const Graph& graph, const PackageParts& parts,
                             const Budget& budget = {});

// An input for networks that come without any: reproducible noise over the whole int8 range.
std::vector<std::uint8_t> noise_input(const Graph& graph, std::uint32_t seed);

}  // namespace satchel
