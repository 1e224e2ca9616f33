// From an accumulator to int8: see Rescale and QuickRescale in core/package/format.h.
#pragma once

#include "core/kernels/dsp_intrinsics.h"
#include "core/kernels/fixed_point.h"
#include "core/package/format.h"

namespace satchel {

inline int8_t rescale_to_int8(int32_t acc, const Rescale& scale, int32_t zero_point, int32_t low,
                              int32_t high) {
  const int32_t y = wrapping_add(rescale(acc, scale.multiplier, scale.shift), zero_point);
  return static_cast<int8_t>(clamp(y, low, high));
}

inline int32_t quick_rescale(int32_t acc, const QuickRescale& scale) {
  const int32_t x = high_multiply(acc, scale.multiplier);
  return wrapping_add(wrapping_add(x, x >> 31), scale.offset) >> scale.right_shift;
}

// The second step for inner loops that saturate: `count` values, each `stride` bytes after the
// other, to low..high. Nothing to do where that is all of int8.
inline void clamp_values(int8_t* values, uint32_t stride, uint32_t count, int32_t low,
                         int32_t high) {
  if (low == -128 && high == 127) return;
  for (; count > 0; --count, values += stride) {
    *values = static_cast<int8_t>(clamp(*values, low, high));
  }
}

}  // namespace satchel
