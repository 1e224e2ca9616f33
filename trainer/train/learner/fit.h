#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "trainer/train/batches.h"
#include "trainer/train/checkpoint.h"
#include "trainer/train/features.h"
#include "trainer/train/learner/learner.h"
#include "trainer/train/settings.h"

namespace satchel {

// One training run. Pointers and references belong to the caller and outlive the run.
struct FitTask {
  const Network* network = nullptr;
  std::span<const Example> examples;        // to train on
  BackgroundShares background;              // of them
  FeatureBank* training = nullptr;          // of the examples
  const FeatureBank* validation = nullptr;  // its features are made
  Quantisation input;                       // of the features
  TrainingSettings settings;
  double seconds_before = 0;  // already spent on the data, by the clock
  double worked_before = 0;   // and of the lesson's minutes
  int threads = 2;
  std::filesystem::path checkpoint;
  std::string key;
  std::function<bool()> stop;  // asked before each batch; yes leaves the last checkpoint
};

// Trains to the end of the plan, or resumes where the checkpoint stands: float epochs with batch
// normalisation, then the best of them folded, then int8 epochs. Returns the final state: `best`
// and `best_ranges` are the int8 network, `best_float` the float one. Shows a Progress. Throws
// Exit::kInterrupted when `stop` said yes.
RunState fit(const FitTask& task);

// How many of `count` examples of a bank the learner's network names right, and its mean loss.
struct Score {
  double accuracy = 0;
  double loss = 0;
};
Score score(Learner& learner, const FeatureBank& bank, const BatchMaker& maker);

}  // namespace satchel
