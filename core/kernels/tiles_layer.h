// All output channels of one or two pixels, value by value: for processors that multiply one pair
// at a time.
#pragma once

#include "core/kernels/block_layer.h"

namespace satchel {

// `x0` and `x1` are the pixels' values (x1 is not read when pixels is 1); the zero point is in the
// bias. out: the first pixel's channels, then the second's.
template <int pixels>
void multiply_tiles(const BlockLayer& layer, const int8_t* x0, const int8_t* x1, int8_t* out) {
  const int8_t* w = layer.weights;
  int8_t* to[2] = {out, out + layer.channels};
  for (uint32_t c = 0; c < layer.channels; c += kChannelBlock) {
    const int32_t* bias = layer.bias + c;
    uint32_t sums[8] = {};
    for (uint32_t i = 0; i < 4; ++i) sums[i] = sums[i + 4] = as_unsigned(bias[i]);
    const int8_t* a = x0;
    const int8_t* b = x1;
    for (const int8_t* end = x0 + layer.depth; a != end; w += 4) {
      const int32_t first = *a++;
      const int32_t second = pixels == 2 ? *b++ : 0;
      for (uint32_t i = 0; i < 4; ++i) {
        sums[i] += as_unsigned(first * w[i]);
        if (pixels == 2) sums[i + 4] += as_unsigned(second * w[i]);
      }
    }
    int32_t acc[8];
    for (uint32_t i = 0; i < 8; ++i) acc[i] = as_signed(sums[i]);
    store_block<pixels>(layer, acc, c, to);
    to[0] += kChannelBlock;
    to[1] += kChannelBlock;
  }
}

}  // namespace satchel
