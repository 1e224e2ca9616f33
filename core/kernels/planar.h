// The parts of the planar depthwise convolution: see planar_plan.h.
#pragma once

#include <stdint.h>

#include "core/package/format.h"

namespace satchel {

// One line of up to four neighbouring channels to as many planes.
struct PlaneLine {
  const int8_t* pixels;   // the first pixel's first channel; null for a line outside the picture
  uint32_t pixel_stride;  // bytes from pixel to pixel
  uint32_t count;         // pixels
  uint32_t left, right;   // zeros before and after
  int32_t zero_point;
};
// plane_stride counts int16 from plane to plane.
void fill_plane_line(const PlaneLine& line, uint32_t channels, int16_t* to, uint32_t plane_stride);

// A pair of weights and where in the plane their values are. The assembly relies on the order.
struct PlanarTap {
  uint32_t weights;
  uint32_t offset;  // bytes from the window's first value
};

// The sum over one window.
int32_t planar_sum(const int16_t* window, const PlanarTap* taps, const PlanarTap* taps_end,
                   int32_t bias);

// Outputs of one channel whose windows are equally far from each other. The assembly relies on the
// order of the fields.
struct PlanarRun {
  const int16_t* window;  // of the first output
  uint32_t step;          // bytes from window to window
  const PlanarTap* taps;  // at least 1
  const PlanarTap* taps_end;
  int8_t* out;
  uint32_t out_stride;  // bytes from output to output
  uint32_t count;       // blocks of outputs, at least 1
  int32_t bias;
  QuickRescale scale;
  // For 3x3:
  uint32_t pitch;         // bytes from line to line, a multiple of 4
  const uint32_t* pairs;  // of weights: (w0, w1), (w1, w2) of each line
};

extern "C" {

// Outputs with quick rescaling and saturation to -128..127: 4 * count of them, or `count`.
void satchel_planar_quads(const PlanarRun* run);
void satchel_planar_singles(const PlanarRun* run);

// The same, 2 * count outputs of a 3x3 kernel whose window, word aligned, moves on along its lines
// by one or two values.
void satchel_planar_3x3_stride1(const PlanarRun* run);
void satchel_planar_3x3_stride2(const PlanarRun* run);
}

}  // namespace satchel
