#include "trainer/train/quantise.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace satchel {
namespace {

constexpr float kSmallestSpan = 1e-4f;

}  // namespace

float weight_scale(float largest) {
  return std::max(largest, kSmallestWeight) / static_cast<float>(kWeightLimit);
}

Quantisation activation_quantisation(ActivationRange range) {
  const float low = std::min(range.low, 0.0f);
  const float high = std::max({range.high, 0.0f, low + kSmallestSpan});
  Quantisation quantisation;
  quantisation.scale = (high - low) / 255.0f;
  const auto zero = std::lround(-128.0f - low / quantisation.scale);
  quantisation.zero_point = static_cast<std::int32_t>(std::clamp(zero, -128L, 127L));
  return quantisation;
}

std::int8_t quantise_weight(float weight, float scale) {
  const float steps = std::nearbyint(weight * (1.0f / scale));
  const auto limit = static_cast<float>(kWeightLimit);
  return static_cast<std::int8_t>(std::clamp(steps, -limit, limit));
}

std::int32_t quantise_bias(float bias, double scale) {
  const double steps = std::nearbyint(static_cast<double>(bias) / scale);
  return static_cast<std::int32_t>(
      std::clamp(steps, static_cast<double>(std::numeric_limits<std::int32_t>::min()),
                 static_cast<double>(std::numeric_limits<std::int32_t>::max())));
}

}  // namespace satchel
