#include "trainer/synth/placing.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "trainer/data/audio.h"

namespace satchel {
namespace {

constexpr int kLeastPeak = 100;           // of 32768: quieter is no word
constexpr double kPlaceDeviation = 1000;  // samples by which words lie off the middle

}  // namespace

std::vector<std::int16_t> at_clip_rate(std::span<const std::int16_t> word, int rate) {
  if (word.empty()) return {};
  std::vector<float> samples(word.size());
  for (std::size_t i = 0; i < word.size(); ++i) samples[i] = static_cast<float>(word[i]) / 32768.0f;
  return to_pcm16(resample(samples, rate));
}

std::vector<std::int16_t> place_word(std::span<const std::int16_t> word, double level_db,
                                     Random& random) {
  const double place = kPlaceDeviation * random.normal();
  const double level = level_db + random.between(-2, 2);
  int peak = 0;
  for (const std::int16_t sample : word) peak = std::max(peak, std::abs(static_cast<int>(sample)));
  if (peak < kLeastPeak) return {};
  std::vector<std::int16_t> clip = fit_to_clip(word);
  if (word.size() < clip.size()) {
    const auto room = static_cast<double>(clip.size() - word.size());
    const auto begin = static_cast<std::ptrdiff_t>(std::clamp(room / 2 + place, 0.0, room));
    std::fill(clip.begin(), clip.end(), std::int16_t{0});
    std::copy(word.begin(), word.end(), clip.begin() + begin);
  }
  const double gain = 32767 * std::pow(10, std::min(level, 0.0) / 20) / peak;
  for (std::int16_t& sample : clip) sample = static_cast<std::int16_t>(std::lround(sample * gain));
  return clip;
}

}  // namespace satchel
