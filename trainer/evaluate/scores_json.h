#pragma once

#include <nlohmann/json.hpp>

#include "trainer/evaluate/evaluate.h"

namespace satchel {

// {"split", "accuracy", "macro_recall", "interval", "classes", "subjects", "clips", "per_class",
//  "confusion", "wrong"}: the answer of `satchel evaluate --json`, and "test" in metrics.json.
// Classes without clips stand in "confusion" alone.
nlohmann::ordered_json scores_to_json(const Scores& scores);

// Throws nlohmann::json::exception when `json` is not what scores_to_json() made; the counts fit
// the labels.
Scores scores_from_json(const nlohmann::ordered_json& json);

}  // namespace satchel
