#include <algorithm>
#include <cmath>

#include "trainer/augment/effects.h"

namespace satchel {
namespace {

constexpr int kMargin = 2;  // samples that the interpolation reads on each side

// Catmull-Rom spline through b and c at t in [0, 1).
float spline(float a, float b, float c, float d, float t) {
  return b + 0.5f * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

}  // namespace

void move(std::span<const std::int16_t> in, double speed, double shift, std::span<float> out) {
  const auto length = static_cast<std::int64_t>(in.size());
  const double middle = static_cast<double>(length) / 2;
  const double start = middle - (middle + shift) * speed;
  std::fill(out.begin(), out.end(), 0.0f);
  // First and last output whose neighbours all lie inside.
  const auto first = static_cast<std::int64_t>(std::ceil(std::max(0.0, (kMargin - start) / speed)));
  const auto last = std::min<std::int64_t>(
      static_cast<std::int64_t>(out.size()) - 1,
      static_cast<std::int64_t>(
          std::floor((static_cast<double>(length - kMargin - 1) - start) / speed)));
  // In 32.32 fixed point: whole samples above, the way to the next one below.
  const double begin = start + static_cast<double>(first) * speed;
  auto place = static_cast<std::int64_t>(begin * 0x1p32);
  const auto step = static_cast<std::int64_t>(speed * 0x1p32);
  for (std::int64_t i = first; i <= last; ++i, place += step) {
    const std::int16_t* p = in.data() + (place >> 32);
    const float t =
        static_cast<float>(static_cast<std::int32_t>((place >> 1) & 0x7fffffff)) * 0x1p-31f;
    out[i] = spline(p[-1], p[0], p[1], p[2], t);
  }
}

void to_pcm16(std::span<const float> in, double gain, std::span<std::int16_t> out) {
  const auto factor = static_cast<float>(gain);
  for (std::size_t i = 0; i < in.size(); ++i) {
    const float scaled = std::clamp(in[i] * factor, -32768.0f, 32767.0f);
    // Beyond 2^23 a float has no fraction: adding and taking away rounds, and vectorises.
    constexpr float kRound = 1.5f * 0x1p23f;
    out[i] = static_cast<std::int16_t>((scaled + kRound) - kRound);
  }
}

}  // namespace satchel
