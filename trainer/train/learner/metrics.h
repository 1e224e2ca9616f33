#pragma once

#include <nlohmann/json.hpp>

#include "compiler/card/card.h"
#include "trainer/evaluate/evaluate.h"
#include "trainer/lesson/lesson.h"
#include "trainer/train/checkpoint.h"
#include "trainer/train/examples.h"
#include "trainer/train/features.h"
#include "trainer/zoo/network.h"

namespace satchel {

// What came out of a training.
struct Outcome {
  const Lesson& lesson;
  const RunState& state;
  const Network& network;
  const Scores& scores;        // of the package, on people it has not heard
  const Scores& float_scores;  // of the float model, on the same clips
  double int8_validation = 0;  // accuracy of the package
  double seconds = 0;
};

// All that the report says about a training, but the pictures of its mistakes. Accuracies are
// fractions, 0 to 1.
nlohmann::ordered_json metrics(const Outcome& outcome);

// For the package's card: clips and people of each split, clips of each label. No names of people.
nlohmann::ordered_json data_summary(const Corpus& corpus);

// For the package's card: what a kit compares its own features with. REQUIRES: the bank shows some.
CardFeatures feature_statistics(const FeatureBank& bank);

}  // namespace satchel
