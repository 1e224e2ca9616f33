#pragma once

#include <cstdint>

#include "compiler/graph/graph.h"
#include "core/package/format.h"

namespace satchel {

// From real scales to the integers that core computes with: TensorFlow Lite's formulas. The
// precision of each intermediate (float or double) is part of them, the last bit depends on it.

// `real` as multiplier * 2^(shift - 31), multiplier in [2^30, 2^31); {0, 0} when it is 0 or too
// small to move any accumulator. Throws Error(Exit::kRefused) when it is 2^30 or more.
Rescale quantise_multiplier(double real);

// What int8 values of an output with `scale` and `zero_point` an activation lets through.
struct ActivationBounds {
  std::int16_t low = -128, high = 127;
};
ActivationBounds activation_bounds(Activation activation, float scale, std::int32_t zero_point);

}  // namespace satchel
