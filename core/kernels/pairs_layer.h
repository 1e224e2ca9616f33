// All output channels of one or two pixels whose values are widened to pairs.
#pragma once

#include "core/kernels/block_layer.h"
#include "core/kernels/pairs.h"

namespace satchel {

// out: the first pixel's channels, then the second's.
template <int pixels>
void multiply_pairs(const BlockLayer& layer, const uint32_t* columns, int8_t* out) {
  const int8_t* weights = layer.weights;
  int8_t* to[2] = {out, out + layer.channels};
  for (uint32_t c = 0; c < layer.channels; c += kChannelBlock) {
    int32_t acc[pixels * 4];
    if (pixels == 1) {
      satchel_pairs_1x4(columns, weights, layer.depth / 4, layer.bias + c, acc);
    } else {
      satchel_pairs_2x4(columns, weights, layer.depth / 4, layer.bias + c, acc);
    }
    weights += layer.depth * kChannelBlock;
    store_block<pixels>(layer, acc, c, to);
    to[0] += kChannelBlock;
    to[1] += kChannelBlock;
  }
}

}  // namespace satchel
