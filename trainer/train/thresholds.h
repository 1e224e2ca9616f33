#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace satchel {

// What the package answered to a validation example.
struct Answered {
  int label = 0;                    // the truth
  std::vector<std::int8_t> output;  // softmax, scale 1/256, zero point -128
};

// The least probability at which each label fires, chosen so that at most kFalseAccepts of the
// validation examples of other labels fire it, within [kLowestThreshold, kHighestThreshold].
// In the order of the labels.
inline constexpr double kFalseAccepts = 0.005;
inline constexpr double kLowestThreshold = 0.5;
inline constexpr double kHighestThreshold = 0.9;
std::vector<double> calibrate_thresholds(std::span<const Answered> answers, std::size_t labels);

}  // namespace satchel
