#pragma once

#include <nlohmann/json.hpp>

#include "trainer/evaluate/evaluate.h"
#include "trainer/train/checkpoint.h"
#include "trainer/train/examples.h"
#include "trainer/zoo/network.h"

namespace satchel {

inline constexpr const char* kMetricsFile = "metrics.json";

// How a training went, for the report: every epoch, float against int8 on validation, and what the
// package answered to people it has not heard. Accuracies are fractions, 0 to 1.
nlohmann::ordered_json metrics(const RunState& state, const Scores& scores, const Network& network,
                               double seconds);

// For the package's card: clips and people of each split, clips of each label. No names of people.
nlohmann::ordered_json data_summary(const Corpus& corpus);

}  // namespace satchel
