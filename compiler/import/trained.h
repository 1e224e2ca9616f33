#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "compiler/card/budget.h"
#include "compiler/card/card.h"
#include "compiler/graph/graph.h"

namespace satchel {

// What training leaves for the compiler: `model.cbor` in the out folder. The same for every target.
struct TrainedModel {
  Graph graph;  // quantised
  Card card;
  std::vector<std::uint8_t> front_end;  // section of compiler/frontend; may be empty
  std::vector<std::uint8_t> decision;   // likewise
  // Inputs of the golden vectors: all inputs of the graph one after the other.
  std::vector<std::vector<std::uint8_t>> golden_inputs;
  Budget budget;
};

inline constexpr int kTrainedModelVersion = 1;
inline constexpr const char* kTrainedModelFile = "model.cbor";

// Writes `folder`/model.cbor atomically. The same model gives the same bytes.
void write_trained_model(const std::filesystem::path& folder, const TrainedModel& model);

// Reads and checks `folder`/model.cbor. Throws Error(Exit::kUnusable) when there is none,
// Error(Exit::kRefused) when it is damaged, newer than this program, or does not make sense.
TrainedModel read_trained_model(const std::filesystem::path& folder);

}  // namespace satchel
