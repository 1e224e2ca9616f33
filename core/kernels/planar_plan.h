// How the planar depthwise convolution cuts its picture: spec/model_package.md, "Scratch". The
// kernel runs by this plan, and the compiler reads it for costs and for what may overlap.
#pragma once

#include <stdint.h>

#include "core/package/format.h"

namespace satchel {

// Channels become planes of int16 less the zero point, with zeros around the picture. A plane
// consists of lines along one axis of the picture; values that are neighbours in a line are pairs
// for SMLAD. Lines are bundled into strips; up to four channels of a strip are made into planes at
// a time.
struct PlanarPlan {
  struct Axis {
    uint32_t in, out, stride, pad;
    uint32_t kernel, dilation, extent;  // extent: pixels from the first tap to the last
    uint32_t in_step, out_step;         // bytes from pixel to pixel
  };

  bool transposed;  // lines run down the picture
  Axis along, across;
  uint32_t words;         // pairs in one line of the kernel; a dilated one has gaps of zeros
  uint32_t pitch;         // int16 in a line of a plane, even
  uint32_t strip_out;     // output lines of a strip
  uint32_t strip_in;      // input lines of a strip
  uint64_t plane_stride;  // int16 of a plane
  uint32_t planes;        // at a time

  // The window's shape is sensible (window_ok()).
  explicit PlanarPlan(const WindowShape& window);

  uint64_t taps() const { return uint64_t{across.kernel} * words; }
  // The taps of one channel, then the planes.
  uint64_t tap_bytes() const;
  uint64_t scratch_bytes() const;
  // Two outputs at a time by the inner loops for 3x3.
  bool three_by_three() const {
    return across.kernel == 3 && along.extent == 3 && along.dilation == 1 && along.stride <= 2;
  }
};

}  // namespace satchel
