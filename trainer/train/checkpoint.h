#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "trainer/train/optimiser.h"
#include "trainer/train/parameters.h"
#include "trainer/train/quantise.h"

namespace satchel {

// One epoch, as it went.
struct EpochRecord {
  bool int8 = false;
  double training_loss = 0;
  double training_accuracy = 0;
  double validation_loss = 0;
  double validation_accuracy = 0;
};

// How many epochs a run has: what the lesson asks for, or fewer where the machine is too slow for
// the time that the lesson gives.
struct RunPlan {
  int float_epochs = 0;
  int int8_epochs = 0;

  int epochs() const { return float_epochs + int8_epochs; }
};

// Everything a training run knows between two epochs.
struct RunState {
  RunPlan plan;
  int epochs_done = 0;
  bool folded = false;  // the int8 epochs have begun
  double seconds = 0;   // spent so far
  NetworkState network;
  NetworkState average;  // moving average of `network`: what is validated and kept
  AdamState optimiser;
  std::vector<ActivationRange> ranges;
  NetworkState best;  // the average after the best epoch of the present phase
  std::vector<ActivationRange> best_ranges;
  double best_accuracy = -1;
  double best_loss = 0;
  int best_epoch = 0;         // from 1
  NetworkState best_float;    // the float phase's best, folded; empty before its end
  double float_accuracy = 0;  // of best_float on validation
  std::vector<EpochRecord> history;
};

// A checkpoint is one CBOR file, replaced as a whole after each epoch. `key` says which run it
// belongs to: the same lesson, data, seed and program.
void write_checkpoint(const std::filesystem::path& path, const std::string& key,
                      const RunState& state);

// Empty when there is no checkpoint, or only one of another run. A damaged one counts as none.
std::optional<RunState> read_checkpoint(const std::filesystem::path& path, const std::string& key,
                                        const ParameterLayout& layout, std::size_t layers);

}  // namespace satchel
