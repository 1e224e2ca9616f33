#include "trainer/train/thresholds.h"

#include <algorithm>

#include "compiler/emit/listener.h"

namespace satchel {
namespace {

constexpr double kStep = 1.0 / 256.0;  // of a score
constexpr std::int8_t kNever = -128;

int score_of(double probability) {
  return static_cast<int>(probability / kStep) - 128;
}

template <typename Predicate>
double share(const std::vector<int>& scores, Predicate predicate) {
  if (scores.empty()) return 0;
  return static_cast<double>(std::ranges::count_if(scores, predicate)) /
         static_cast<double>(scores.size());
}

}  // namespace

std::vector<std::int8_t> highest_scores(std::span<const std::uint8_t> package, std::size_t labels,
                                        std::span<const std::int16_t> sound) {
  std::vector<std::int16_t> stream(3 * sound.size());
  std::ranges::copy(sound, stream.begin() + static_cast<std::ptrdiff_t>(sound.size()));
  std::vector<std::int8_t> highest(labels, kNever);
  Listener listener(package);
  for (const HeardWindow& window : listener.hear(stream)) {
    std::int8_t& score = highest[static_cast<std::size_t>(window.decision.best)];
    score = std::max(score, window.decision.score);
  }
  return highest;
}

std::vector<double> calibrate_thresholds(std::span<const StreamScores> scores, std::size_t labels) {
  std::vector<double> thresholds;
  for (std::size_t label = 0; label < labels; ++label) {
    std::vector<int> own, others;
    for (const StreamScores& example : scores) {
      const bool is_own = example.label == static_cast<int>(label);
      (is_own ? own : others).push_back(example.highest[label]);
    }
    const auto cost = [&](int threshold) {
      const auto fires = [&](int score) { return score >= threshold; };
      return 1 - share(own, fires) + kFalseAcceptCost * share(others, fires);
    };
    int best = score_of(kLowestThreshold);
    for (int i = best + 1; i <= score_of(kHighestThreshold); ++i) {
      if (cost(i) < cost(best)) best = i;
    }
    thresholds.push_back((best + 128) * kStep);
  }
  return thresholds;
}

}  // namespace satchel
