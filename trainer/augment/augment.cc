#include "trainer/augment/augment.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "trainer/augment/effects.h"

namespace satchel {
namespace {

constexpr double kSamplesPerMillisecond = 16;
constexpr double kQuietPower = 100;  // of noise where nobody speaks: about -70 dB of full scale

// One buffer a thread: memory of this size would otherwise come fresh from the system each time.
std::span<float> scratch(int which, std::size_t size) {
  thread_local std::vector<float> buffers[2];
  buffers[which].resize(size);
  return buffers[which];
}

void add_scaled(std::span<float> samples, std::span<const float> other, double factor) {
  const auto gain = static_cast<float>(factor);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] += gain * other[i];
}

// Noise of some kind at whatever level it has.
void draw_noise(const std::vector<std::span<const std::int16_t>>& recordings, double coloured_share,
                Random& random, std::span<float> out) {
  if (recordings.empty() || random.happens(coloured_share)) {
    make_noise(random, out);
  } else {
    cut_noise(recordings[random.below(recordings.size())], random, out);
  }
}

}  // namespace

Augmenter::Augmenter(const AugmentSettings& settings,
                     std::vector<std::span<const std::int16_t>> noises, std::uint64_t seed)
    : settings_(settings), noises_(std::move(noises)), seed_(seed) {
  std::erase_if(noises_, [](std::span<const std::int16_t> noise) { return noise.empty(); });
}

void Augmenter::apply(std::span<const std::int16_t> clip, std::uint64_t epoch, std::uint64_t index,
                      std::span<std::int16_t> out) const {
  Random random(seed_, epoch, index);
  const std::span<float> samples = scratch(0, out.size());
  const double reach = settings_.shift_ms * kSamplesPerMillisecond;
  move(clip, random.between(settings_.speed), random.between(-reach, reach), samples);
  if (random.happens(settings_.phrasing_probability)) phrase(samples, random);
  if (random.happens(settings_.echo_probability)) {
    const double seconds = random.between(settings_.echo_seconds);
    add_echo(samples, seconds, random.between(settings_.echo_level_db), random);
  }
  if (random.happens(settings_.noise_probability)) {
    const std::span<float> noise = scratch(1, out.size());
    draw_noise(noises_, settings_.coloured_share, random, noise);
    const double snr = from_decibels(random.between(settings_.noise_snr_db));
    const double power = mean_power(noise);
    const double speech = std::max(speech_power(samples), kQuietPower);
    if (power > 0) add_scaled(samples, noise, std::sqrt(speech / power) / snr);
  }
  if (random.happens(settings_.microphone_probability)) through_microphone(samples, random);
  to_pcm16(samples, from_decibels(random.between(settings_.gain_db)), out);
}

void Augmenter::silence(std::uint64_t epoch, std::uint64_t index,
                        std::span<std::int16_t> out) const {
  Random random(~seed_, epoch, index);  // other draws than those of the clip with the same index
  const std::span<float> samples = scratch(0, out.size());
  draw_noise(noises_, settings_.coloured_share, random, samples);
  double gain = from_decibels(random.between(settings_.gain_db));
  // Half of it as loud as it was recorded, half at any level down to nothing.
  if (noises_.empty() || random.happens(0.5)) {
    const double power = mean_power(samples);
    const double wanted = 32768 * from_decibels(random.between(-96, -20));
    gain = power > 0 ? wanted / std::sqrt(power) : 0;
  }
  if (random.happens(settings_.microphone_probability)) through_microphone(samples, random);
  to_pcm16(samples, gain, out);
}

}  // namespace satchel
