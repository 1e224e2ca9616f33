// The parts of the planar depthwise convolution (3x3): channels become planes of int16 less the
// zero point, with zeros around the picture, so that neighbours in a row are pairs for SMLAD.
#pragma once

#include <stdint.h>

namespace satchel {

// One row of up to four neighbouring channels to as many planes.
struct PlaneRow {
  const int8_t* pixels;   // the first pixel's first channel; null for a row outside the picture
  uint32_t pixel_stride;  // bytes from pixel to pixel
  uint32_t count;         // pixels
  uint32_t left, right;   // zeros before and after
  int32_t zero_point;
};
// plane_stride counts int16 from plane to plane. `to` and plane_stride are even counts of int16
// from a word.
void fill_plane_row(const PlaneRow& row, uint32_t channels, int16_t* to, uint32_t plane_stride);

// The six pairs (w0, w1), (w1, w2) of three rows of weights [w0 w1 w2 0].
void unpack_3x3(const int8_t* weights, uint32_t* pairs);

extern "C" {

// 2 * `pairs` neighbouring outputs of one row: acc[i] = bias + 3x3 sum at column i * stride_w.
// `row` is the topmost of three rows that are `pitch` bytes apart (a multiple of 4); pairs at
// least 1.
void satchel_planar_3x3_stride1(const int16_t* row, uint32_t pitch, const uint32_t* weights,
                                int32_t* acc, uint32_t pairs, int32_t bias);
void satchel_planar_3x3_stride2(const int16_t* row, uint32_t pitch, const uint32_t* weights,
                                int32_t* acc, uint32_t pairs, int32_t bias);
}

}  // namespace satchel
