#include "compiler/passes/quantise.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace satchel {
namespace {

// std::round goes to nearest, halves away from zero, as the reference does. The quotient may exceed
// what an integer holds; int8 bounds make anything beyond +-1000 the same.
std::int32_t quantised_bound(float bound, float scale, std::int32_t zero_point) {
  const float steps = std::round(bound / scale);
  return zero_point + static_cast<std::int32_t>(std::clamp(steps, -1000.0f, 1000.0f));
}

}  // namespace

Rescale quantise_multiplier(double real) {
  if (real == 0) return {0, 0};
  int shift = 0;
  const double mantissa = std::frexp(real, &shift);
  auto multiplier = static_cast<std::int64_t>(std::round(mantissa * 2147483648.0));
  if (multiplier == std::int64_t{1} << 31) {
    multiplier /= 2;
    ++shift;
  }
  if (shift < -31) return {0, 0};
  if (shift > 30) {
    throw Error(Exit::kRefused,
                fmt::format("the scales make a factor of {}, which is too large", real));
  }
  return {static_cast<std::int32_t>(multiplier), shift};
}

ActivationBounds activation_bounds(Activation activation, float scale, std::int32_t zero_point) {
  std::int32_t low = -128, high = 127;
  switch (activation) {
    case Activation::kNone:
      break;
    case Activation::kRelu:
      low = std::max(low, quantised_bound(0.0f, scale, zero_point));
      break;
    case Activation::kRelu6:
      low = std::max(low, quantised_bound(0.0f, scale, zero_point));
      high = std::min(high, quantised_bound(6.0f, scale, zero_point));
      break;
    case Activation::kReluN1To1:
      low = std::max(low, quantised_bound(-1.0f, scale, zero_point));
      high = std::min(high, quantised_bound(1.0f, scale, zero_point));
      break;
  }
  return {static_cast<std::int16_t>(low), static_cast<std::int16_t>(high)};
}

}  // namespace satchel
