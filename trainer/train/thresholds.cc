#include "trainer/train/thresholds.h"

#include <algorithm>
#include <functional>

namespace satchel {
namespace {

constexpr double kStep = 1.0 / 256.0;  // of a score

int best_label(const std::vector<std::int8_t>& output) {
  return static_cast<int>(std::ranges::max_element(output) - output.begin());
}

}  // namespace

std::vector<double> calibrate_thresholds(std::span<const Answered> answers, std::size_t labels) {
  std::vector<std::vector<double>> wrong(labels);  // probabilities of false accepts
  std::vector<std::size_t> others(labels, 0);      // examples of other labels
  for (const Answered& answer : answers) {
    const int best = best_label(answer.output);
    for (std::size_t label = 0; label < labels; ++label) {
      others[label] += static_cast<int>(label) != answer.label;
    }
    if (best == answer.label) continue;
    const auto index = static_cast<std::size_t>(best);
    wrong[index].push_back((answer.output[index] + 128) * kStep);
  }
  std::vector<double> thresholds(labels, kLowestThreshold);
  for (std::size_t label = 0; label < labels; ++label) {
    std::ranges::sort(wrong[label], std::greater{});
    const auto allowed =
        static_cast<std::size_t>(kFalseAccepts * static_cast<double>(others[label]));
    if (wrong[label].size() <= allowed) continue;
    // Just above the first that may not fire.
    thresholds[label] =
        std::clamp(wrong[label][allowed] + kStep, kLowestThreshold, kHighestThreshold);
  }
  return thresholds;
}

}  // namespace satchel
