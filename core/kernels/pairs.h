// The inner loops of the kernels that multiply in pairs (SMLAD): layouts in layout.h, "Pairs".
#pragma once

#include <stdint.h>

#include "core/package/format.h"

namespace satchel {

// Turns `depth` int8 values into pairs of int16, less `zero_point`, zeros up to a multiple of 4:
// for each four values (0, 2), (1, 3). `out` has pairs_depth(depth) / 2 words. Reads exactly
// `depth` bytes.
void widen_one(const int8_t* x, uint32_t depth, int32_t zero_point, uint32_t* out);

// The same for two pixels whose words alternate: (0, 2) of the first, (0, 2) of the second, (1, 3)
// of the first, ...
void widen_two(const int8_t* x0, const int8_t* x1, uint32_t depth, int32_t zero_point,
               uint32_t* out);

// A run over whole blocks of four channels. The assembly relies on the order of the fields.
struct PairsRun {
  const uint32_t* columns;
  const int8_t* weights;
  const int32_t* bias;
  const QuickRescale* scale;
  int8_t* out;
  uint32_t pixel_stride;  // from the first pixel's output to the second's
  uint32_t quads;         // pairs_depth / 4, at least 1
  uint32_t blocks;        // at least 1
};

extern "C" {

// Whole blocks of one pixel, or of two, with quick rescaling and saturation to -128..127. On return
// weights, bias, scale and out have moved on behind the blocks; blocks is 0.
void satchel_pairs_1x4_quick(PairsRun* run);
void satchel_pairs_2x4_quick(PairsRun* run);

// One block of one pixel, or of two: acc[pixel * 4 + channel] = bias[channel] + sum of products.
// columns, weights, bias and acc are word aligned.
void satchel_pairs_1x4(const uint32_t* columns, const int8_t* weights, uint32_t quads,
                       const int32_t* bias, int32_t* acc);
void satchel_pairs_2x4(const uint32_t* columns, const int8_t* weights, uint32_t quads,
                       const int32_t* bias, int32_t* acc);
}

}  // namespace satchel
