#include <algorithm>
#include <cmath>
#include <vector>

#include "trainer/augment/effects.h"

namespace satchel {
namespace {

constexpr std::size_t kFrame = 320;  // 20 ms

// Mean 0; the sum of four numbers of 16 bits is near enough to a normal one.
float white(Random& random) {
  const std::uint64_t bits = random.next();
  const auto sum = static_cast<int>((bits & 0xffff) + ((bits >> 16) & 0xffff) +
                                    ((bits >> 32) & 0xffff) + (bits >> 48));
  return static_cast<float>(sum - 2 * 0xffff);
}

// Louder and softer, a few times a second at most.
void swell(Random& random, std::span<float> samples) {
  const double depth = random.between(0.2, 0.9);
  const double rate = random.log_between(0.3, 6) / 16000;  // cycles a sample
  const double start = random.uniform();
  constexpr std::size_t kStep = 64;
  for (std::size_t i = 0; i < samples.size(); i += kStep) {
    const double phase = 6.283185307179586 * (start + rate * static_cast<double>(i));
    const auto gain = static_cast<float>(1 - depth * (0.5 + 0.5 * std::sin(phase)));
    const std::size_t end = std::min(i + kStep, samples.size());
    for (std::size_t k = i; k < end; ++k) samples[k] *= gain;
  }
}

}  // namespace

double mean_power(std::span<const float> samples) {
  double sum = 0;
  for (std::size_t i = 0; i < samples.size(); i += kFrame) {
    float part = 0;  // float inside a frame keeps the loop vectorisable
    const std::size_t end = std::min(i + kFrame, samples.size());
    for (std::size_t k = i; k < end; ++k) part += samples[k] * samples[k];
    sum += part;
  }
  return samples.empty() ? 0 : sum / static_cast<double>(samples.size());
}

double speech_power(std::span<const float> samples) {
  double loudest = 0;
  std::vector<double> frames;
  frames.reserve(samples.size() / kFrame + 1);
  for (std::size_t i = 0; i + kFrame <= samples.size(); i += kFrame) {
    frames.push_back(mean_power(samples.subspan(i, kFrame)));
    loudest = std::max(loudest, frames.back());
  }
  double sum = 0;
  int count = 0;
  for (const double power : frames) {
    if (power < loudest * 0.01) continue;
    sum += power;
    ++count;
  }
  return count ? sum / count : 0;
}

void cut_noise(std::span<const std::int16_t> recording, Random& random, std::span<float> out) {
  std::size_t at = recording.size() > out.size() ? random.below(recording.size() - out.size() + 1)
                                                 : random.below(recording.size());
  for (float& sample : out) {
    sample = recording[at];
    if (++at == recording.size()) at = 0;
  }
}

void make_noise(Random& random, std::span<float> out) {
  // A mixture of white noise and its running mean: pole near 1 is rumble, mix near 1 is all of it.
  const auto pole = static_cast<float>(1 - random.log_between(0.003, 0.6));
  const auto mix = static_cast<float>(random.happens(0.3) ? random.between(-1.0, 0.0)
                                                          : random.between(0.0, 1.0));
  const float level = 1 / (1 - pole);
  float low = 0;
  for (float& sample : out) {
    const float draw = white(random);
    low += (1 - pole) * (draw - low);
    sample = mix < 0 ? draw + mix * low : (1 - mix) * draw + mix * std::sqrt(level) * low;
  }
  if (random.happens(0.4)) swell(random, out);
  const double power = mean_power(out);
  const auto gain = static_cast<float>(power > 0 ? 1 / std::sqrt(power) : 0);
  for (float& sample : out) sample *= gain;
}

}  // namespace satchel
