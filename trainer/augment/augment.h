#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "trainer/augment/settings.h"

namespace satchel {

// Changes clips as rooms, microphones and people do. Every draw depends on (seed, epoch, index)
// alone, so that a training run can be repeated and resumed. Any thread may call any method at any
// time.
class Augmenter {
 public:
  // `noises` are recordings at 16 kHz, of which any part may be heard in training (see
  // NoiseRecording::for_training); they must outlive the Augmenter. Without any, noise is computed.
  Augmenter(const AugmentSettings& settings, std::vector<std::span<const std::int16_t>> noises,
            std::uint64_t seed);

  // `out` gets the clip `index` as heard in `epoch`. Both hold the same number of samples, at 16
  // kHz.
  void apply(std::span<const std::int16_t> clip, std::uint64_t epoch, std::uint64_t index,
             std::span<std::int16_t> out) const;

  // A `_silence_` clip: recorded or computed noise at some level, sometimes nearly nothing.
  void silence(std::uint64_t epoch, std::uint64_t index, std::span<std::int16_t> out) const;

 private:
  AugmentSettings settings_;
  std::vector<std::span<const std::int16_t>> noises_;
  std::uint64_t seed_;
};

}  // namespace satchel
