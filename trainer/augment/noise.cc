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

// Things that fall, knock and clatter: bursts that die away.
void add_bursts(Random& random, std::span<float> samples) {
  const std::size_t count = 1 + random.below(6);
  for (std::size_t burst = 0; burst < count; ++burst) {
    const std::size_t begin = random.below(samples.size());
    const auto decay = static_cast<float>(1 - 1 / (16000 * random.log_between(0.005, 0.15)));
    const auto pole = static_cast<float>(random.between(0, 0.95));
    auto level = static_cast<float>(0x10000 * random.log_between(1, 30));
    float low = 0;
    for (std::size_t i = begin; i < samples.size() && level > 100; ++i, level *= decay) {
      low = pole * low + (1 - pole) * white(random) / 0x10000;
      samples[i] += level * low;
    }
  }
}

// Motors, wind in pipes, animals: a pitch with overtones that may glide.
void add_tone(Random& random, std::span<float> samples) {
  const double start = random.log_between(50, 1500);
  const double glide = random.happens(0.5) ? std::log(random.log_between(0.5, 2)) : 0;
  const double bend = random.between(-0.5, 0.5) * glide;
  const auto overtones = static_cast<float>(random.between(0.2, 0.95));
  const auto level = static_cast<float>(0x10000 * random.log_between(0.3, 10));
  double phase = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double at = static_cast<double>(i) / static_cast<double>(samples.size());
    phase += start * std::exp(glide * at + bend * std::sin(9.4 * at)) / 16000;
    phase -= std::floor(phase);
    // Between a sine and a sawtooth, which has all overtones.
    const auto wave = static_cast<float>(std::sin(6.283185307179586 * phase));
    const auto saw = static_cast<float>(2 * phase - 1);
    samples[i] += level * (overtones * saw + (1 - overtones) * wave);
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
  if (random.happens(0.25)) add_tone(random, out);
  if (random.happens(0.25)) add_bursts(random, out);
  if (random.happens(0.4)) swell(random, out);
  const double power = mean_power(out);
  const auto gain = static_cast<float>(power > 0 ? 1 / std::sqrt(power) : 0);
  for (float& sample : out) sample *= gain;
}

}  // namespace satchel
