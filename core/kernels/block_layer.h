// What the kernels that compute blocks of four channels have in common: their constants, and how
// accumulators become int8.
#pragma once

#include <stdint.h>

#include "core/kernels/dsp_intrinsics.h"
#include "core/kernels/fixed_point.h"
#include "core/kernels/layout.h"
#include "core/kernels/rescaling.h"
#include "core/package/kernel_table.h"

namespace satchel {

struct BlockLayer {
  const int8_t* weights;
  const int32_t* bias;
  const uint8_t* scale;  // QuickRescale[] or Rescale[]
  bool quick;
  bool whole_range;    // -128..127: saturation is one instruction
  uint32_t depth;      // as the weights' layout counts it
  uint32_t channels;   // of the output
  int32_t zero_point;  // of the output, for Rescale
  int32_t low, high;

  BlockLayer(const Step& step, const Memory& memory, uint32_t depth_, uint32_t channels_,
             int32_t zero_point_, int32_t low_, int32_t high_)
      : weights(reinterpret_cast<const int8_t*>(memory.weights + step.weights)),
        bias(reinterpret_cast<const int32_t*>(memory.weights + step.bias)),
        scale(memory.weights + step.rescale),
        quick((step.flags & kFlagQuickRescale) != 0),
        whole_range(low_ == -128 && high_ == 127),
        depth(depth_),
        channels(channels_),
        zero_point(zero_point_),
        low(low_),
        high(high_) {}
};

// acc[pixel * 4 + c] of channel `first` + c to out[pixel][c].
template <int pixels, bool whole_range>
inline void store_channel(const BlockLayer& layer, const QuickRescale& scale, const int32_t* acc,
                          uint32_t c, int8_t* const* out) {
  for (int p = 0; p < pixels; ++p) {
    const int32_t y = quick_rescale(acc[static_cast<uint32_t>(p) * 4 + c], scale);
    out[p][c] =
        static_cast<int8_t>(whole_range ? saturate_int8(y) : clamp(y, layer.low, layer.high));
  }
}

template <int pixels>
inline void store_quick(const BlockLayer& layer, const int32_t* acc, uint32_t first,
                        int8_t* const* out) {
  const QuickRescale* scale = reinterpret_cast<const QuickRescale*>(layer.scale) + first;
  const uint32_t left = layer.channels - first;
  if (layer.whole_range && left >= kChannelBlock) {
    for (uint32_t c = 0; c < kChannelBlock; ++c) {
      store_channel<pixels, true>(layer, scale[c], acc, c, out);
    }
  } else {
    for (uint32_t c = 0; c < kChannelBlock && c < left; ++c) {
      store_channel<pixels, false>(layer, scale[c], acc, c, out);
    }
  }
}

template <int pixels>
inline void store_general(const BlockLayer& layer, const int32_t* acc, uint32_t first,
                          int8_t* const* out) {
  const Rescale* scale = reinterpret_cast<const Rescale*>(layer.scale) + first;
  const uint32_t left = layer.channels - first;
  for (uint32_t c = 0; c < kChannelBlock && c < left; ++c) {
    for (int p = 0; p < pixels; ++p) {
      out[p][c] = rescale_to_int8(acc[static_cast<uint32_t>(p) * 4 + c], scale[c], layer.zero_point,
                                  layer.low, layer.high);
    }
  }
}

// One block of channels, from channel `first` on; those beyond the last are left out.
template <int pixels>
inline void store_block(const BlockLayer& layer, const int32_t* acc, uint32_t first,
                        int8_t* const* out) {
  if (layer.quick) {
    store_quick<pixels>(layer, acc, first, out);
  } else {
    store_general<pixels>(layer, acc, first, out);
  }
}

}  // namespace satchel
