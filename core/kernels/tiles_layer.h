// All output channels of one or two pixels, value by value: for processors that multiply one pair
// at a time.
#pragma once

#include "core/kernels/block_layer.h"
#include "core/kernels/tiles.h"

namespace satchel {

// `x0` and `x1` are the pixels' values (x1 is not read when pixels is 1); the zero point is in the
// bias. out: the first pixel's channels, then the second's.
template <int pixels>
void multiply_tiles(const BlockLayer& layer, const int8_t* x0, const int8_t* x1, int8_t* out) {
  const int8_t* weights = layer.weights;
  for (uint32_t c = 0; c < layer.channels; c += kChannelBlock) {
    int32_t acc[pixels * 4];
    if (pixels == 1) {
      satchel_tile_1x4(x0, weights, layer.depth, layer.bias + c, acc);
    } else {
      satchel_tile_2x4(x0, x1, weights, layer.depth, layer.bias + c, acc);
    }
    weights += layer.depth * kChannelBlock;
    int8_t* const to[2] = {out + c, out + c + layer.channels};
    store_block<pixels>(layer, acc, c, to);
  }
}

}  // namespace satchel
