#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace satchel {

// What a stream, as `satchel listen` and the boards decide on it, made of a validation example.
struct StreamScores {
  int label = 0;  // the truth
  // Of each label: the highest score of a window in which it was the best label (a mean over the
  // rule's smoothing; softmax, scale 1/256, zero point -128); -128 when it never was.
  std::vector<std::int8_t> highest;
};

// Plays the sound between two silences of its own length to the package, whose decision rule has as
// many labels. The rule's thresholds do not matter. Throws Exit::kRefused when the package does not
// listen.
std::vector<std::int8_t> highest_scores(std::span<const std::uint8_t> package, std::size_t labels,
                                        std::span<const std::int16_t> sound);

// The least probability at which each label fires: where the share of its own examples that it
// misses and kFalseAcceptCost times the share of other labels' examples that fire it are least
// together, within [kLowestThreshold, kHighestThreshold]; the lowest of equals. In the order of the
// labels. A limit on false accepts alone would be set by the near neighbours among `_unknown_`,
// which are meant to be hard, and miss most of what real people say.
inline constexpr double kFalseAcceptCost = 2;
inline constexpr double kLowestThreshold = 0.5;
inline constexpr double kHighestThreshold = 0.9;
std::vector<double> calibrate_thresholds(std::span<const StreamScores> scores, std::size_t labels);

}  // namespace satchel
