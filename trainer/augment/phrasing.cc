#include <algorithm>
#include <array>
#include <cmath>

#include "trainer/augment/effects.h"

namespace satchel {
namespace {

constexpr std::size_t kFrame = 160;   // 10 ms, in which the level is one number
constexpr double kAudible = 0.0001;   // of the loudest frame's power: -40 dB
constexpr std::size_t kKnots = 5;     // between which the wavering level is a straight line
constexpr double kWaver = 2.5;        // dB, standard deviation
constexpr double kSteepest = 28;      // dB by which the end is softer at most
constexpr double kSoftestStart = 10;  // dB, likewise

struct Word {
  std::size_t begin = 0, end = 0;  // samples
};

// From the first to the last frame that can be heard.
Word find_word(std::span<const float> samples) {
  double loudest = 0;
  for (std::size_t i = 0; i + kFrame <= samples.size(); i += kFrame) {
    loudest = std::max(loudest, mean_power(samples.subspan(i, kFrame)));
  }
  Word word;
  for (std::size_t i = 0; i + kFrame <= samples.size(); i += kFrame) {
    if (loudest <= 0 || mean_power(samples.subspan(i, kFrame)) < kAudible * loudest) continue;
    if (word.end == 0) word.begin = i;
    word.end = i + kFrame;
  }
  return word;
}

}  // namespace

void phrase(std::span<float> samples, Random& random) {
  std::array<double, kKnots> waver;
  for (double& level : waver) level = kWaver * random.normal();
  const double fall = random.between(0, kSteepest), from = random.between(0.15, 0.85);
  const double rise = random.between(0, kSoftestStart), until = random.between(0.03, 0.2);
  const Word word = find_word(samples);
  if (word.end <= word.begin) return;
  const auto length = static_cast<double>(word.end - word.begin);
  // The gain changes every sample, in a straight line over each frame: steps would click.
  const auto gain_at = [&](std::size_t sample) {
    const double place = static_cast<double>(sample - word.begin) / length;
    const double knot = place * (kKnots - 1);
    const auto left = std::min(static_cast<std::size_t>(knot), kKnots - 2);
    double level =
        waver[left] + (waver[left + 1] - waver[left]) * (knot - static_cast<double>(left));
    level -= fall * std::max(place - from, 0.0) / (1 - from);
    level -= rise * std::max(until - place, 0.0) / until;
    return from_decibels(level);
  };
  for (std::size_t i = word.begin; i < word.end; i += kFrame) {
    const double before = gain_at(i), after = gain_at(i + kFrame);
    const double step = (after - before) / kFrame;
    for (std::size_t k = 0; k < kFrame; ++k) {
      samples[i + k] *= static_cast<float>(before + step * static_cast<double>(k));
    }
  }
}

}  // namespace satchel
