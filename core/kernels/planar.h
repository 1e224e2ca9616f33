// The parts of the planar depthwise convolution (3x3): channels become planes of int16 less the
// zero point, with zeros around the picture, so that neighbours in a line are pairs for SMLAD.
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

// The six pairs (w0, w1), (w1, w2) of the three lines of one channel's weights, which are stored as
// three rows [w0 w1 w2 0]. `transposed`: lines are columns.
void unpack_3x3(const int8_t* weights, bool transposed, uint32_t* pairs);

// One line of outputs. The assembly relies on the order of the fields.
struct PlanarRun {
  const int16_t* line;  // the first of three; word aligned
  uint32_t pitch;       // bytes from line to line, a multiple of 4
  const uint32_t* weights;
  int8_t* out;
  uint32_t pairs;  // of outputs, at least 1
  int32_t bias;
  QuickRescale scale;
  uint32_t out_stride;  // bytes from output to output
};

// The 3x3 sum at `line`.
int32_t planar_sum(const int16_t* line, uint32_t pitch, const uint32_t* weights, int32_t bias);

extern "C" {

// 2 * pairs outputs with quick rescaling and saturation to -128..127; the picture moves on by one
// or two columns from output to output.
void satchel_planar_3x3_stride1(const PlanarRun* run);
void satchel_planar_3x3_stride2(const PlanarRun* run);
}

}  // namespace satchel
