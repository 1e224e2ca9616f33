#pragma once

#include <vector>

#include "compiler/frontend/design.h"
#include "trainer/data/corpus.h"
#include "trainer/train/features.h"
#include "trainer/train/settings.h"

namespace satchel {

// What a corpus gives to training and to validation, with `_silence_` made up. Validation has the
// mixture of an epoch, so that a network that says `_unknown_` to all does not look good.
// The examples point into the corpus.
struct ExampleSets {
  std::vector<Example> training;
  std::vector<Example> validation;
  BackgroundShares background;
};

// Throws Exit::kRefused when a label has no clip to train on, or validation has none at all.
ExampleSets choose_examples(const Corpus& corpus, const TrainingSettings& settings);

// The lesson's front end, and those of training's shorter and longer vocal tracts.
FrontEnds build_front_ends(const FrontEndDesign& design, double warp);

}  // namespace satchel
