#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "trainer/augment/effects.h"

namespace satchel {
namespace {

constexpr double kRate = 16000;
constexpr int kReflections = 6;
constexpr int kLines = 4;

// Early reflections: the walls, 2 to 40 ms late, weaker the later.
void reflect(std::span<const float> dry, Random& random, std::span<float> wet) {
  for (int i = 0; i < kReflections; ++i) {
    const auto delay = static_cast<std::size_t>(random.between(0.002, 0.04) * kRate);
    const double sign = random.happens(0.5) ? 1 : -1;
    const auto gain =
        static_cast<float>(sign * std::exp(-static_cast<double>(delay) / (0.02 * kRate)));
    for (std::size_t k = delay; k < dry.size(); ++k) wet[k] += gain * dry[k - delay];
  }
}

// The diffuse tail: feedback delay lines of incommensurate lengths, after Schroeder (1962). Walls
// take more of the high frequencies, so each round trip passes a one-pole low-pass.
void reverberate(std::span<const float> dry, double seconds, Random& random, std::span<float> wet) {
  std::vector<float> line;
  for (int i = 0; i < kLines; ++i) {
    const auto delay = static_cast<std::size_t>(random.between(0.011, 0.047) * kRate);
    const auto feedback =
        static_cast<float>(std::pow(10.0, -3.0 * static_cast<double>(delay) / (seconds * kRate)));
    const auto damping = static_cast<float>(random.between(0.05, 0.5));
    line.assign(delay, 0.0f);
    float low = 0;
    std::size_t at = 0;
    for (std::size_t k = 0; k < dry.size(); ++k) {
      const float back = line[at];
      low += (1 - damping) * (back - low);
      line[at] = dry[k] + feedback * low;
      wet[k] += (i % 2 ? -back : back);
      if (++at == delay) at = 0;
    }
  }
}

}  // namespace

void add_echo(std::span<float> samples, double seconds, double level_db, Random& random) {
  std::vector<float> wet(samples.size(), 0.0f);
  reflect(samples, random, wet);
  reverberate(samples, seconds, random, wet);
  const double direct = mean_power(samples);
  const double echo = mean_power(wet);
  if (direct <= 0 || echo <= 0) return;
  const auto gain = static_cast<float>(std::sqrt(direct / echo) * from_decibels(level_db));
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] += gain * wet[i];
}

}  // namespace satchel
