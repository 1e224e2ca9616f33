// All output channels of one or two pixels whose values are widened to pairs.
#pragma once

#include "core/kernels/block_layer.h"
#include "core/kernels/pairs.h"

namespace satchel {

// The blocks from channel `first` on, one at a time: what satchel_pairs_*_quick does not do.
template <int pixels>
inline void multiply_pairs_slowly(const BlockLayer& layer, const uint32_t* columns, uint32_t first,
                                  int8_t* out) {
  const int8_t* weights = layer.weights + first * layer.depth;
  for (uint32_t c = first; c < layer.channels; c += kChannelBlock) {
    int32_t acc[pixels * 4];
    if (pixels == 1) {
      satchel_pairs_1x4(columns, weights, layer.depth / 4, layer.bias + c, acc);
    } else {
      satchel_pairs_2x4(columns, weights, layer.depth / 4, layer.bias + c, acc);
    }
    weights += layer.depth * kChannelBlock;
    int8_t* const to[2] = {out + c, out + c + layer.channels};
    store_block<pixels>(layer, acc, c, to);
  }
}

// out: the first pixel's channels, then the second's.
template <int pixels>
inline void multiply_pairs(const BlockLayer& layer, const uint32_t* columns, int8_t* out) {
  const uint32_t blocks = layer.channels / kChannelBlock;
  uint32_t done = 0;
  if (layer.quick && blocks > 0) {
    PairsRun run = {columns,
                    layer.weights,
                    layer.bias,
                    reinterpret_cast<const QuickRescale*>(layer.scale),
                    out,
                    layer.channels,
                    layer.depth / 4,
                    blocks};
    if (pixels == 1) {
      satchel_pairs_1x4_quick(&run);
    } else {
      satchel_pairs_2x4_quick(&run);
    }
    done = blocks * kChannelBlock;
    for (int p = 0; p < pixels; ++p) {
      clamp_values(out + static_cast<uint32_t>(p) * layer.channels, 1, done, layer.low, layer.high);
    }
  }
  if (done < layer.channels) multiply_pairs_slowly<pixels>(layer, columns, done, out);
}

}  // namespace satchel
