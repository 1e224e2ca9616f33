// The weight layouts of the kernels that are made for one kind of processor. The compiler packs
// with these functions, the kernels read what they describe. Normative text: spec/model_package.md,
// "Weight layouts".
//
// `k` counts the values that one output sums over: for a convolution (ky * kernel_w + kx) * in_c +
// channel, for a fully connected layer the input's index; `depth` is how many there are.
#pragma once

#include <stdint.h>

namespace satchel {

// Output channels come in blocks of four. Biases and rescaling records of the kernels that work on
// blocks have padded_channels() entries; weights, biases and multipliers of the channels that do
// not exist are 0 (and their right_shift 1).
constexpr uint32_t kChannelBlock = 4;

constexpr uint64_t round_up(uint64_t value, uint64_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}
constexpr uint64_t padded_channels(uint64_t channels) {
  return round_up(channels, kChannelBlock);
}

// Pairs (kConv2dPairs, kFullyConnectedPairs): depth is padded with zero weights to a multiple of 4.
// For each block of channels, for each four k, 16 bytes: word 0 holds the even k (0 and 2) of
// channels 0 and 1, word 1 those of channels 2 and 3, words 2 and 3 the odd k (1 and 3). Within a
// word the bytes are
//   first k, first channel | first k, second channel | second k, first channel | second k, second
//   channel
// so that SXTB16 of the word gives the first channel's pair and SXTB16 of the word rotated by 8 the
// second's.
constexpr uint64_t pairs_depth(uint64_t depth) {
  return round_up(depth, 4);
}
constexpr uint64_t pairs_bytes(uint64_t channels, uint64_t depth) {
  return padded_channels(channels) * pairs_depth(depth);
}
constexpr uint64_t pairs_index(uint64_t channel, uint64_t k, uint64_t depth) {
  const uint64_t block = channel / kChannelBlock * kChannelBlock * pairs_depth(depth);
  const uint64_t word = (k & 1) * 2 + (channel % kChannelBlock) / 2;
  const uint64_t byte = (k >> 1 & 1) * 2 + (channel & 1);
  return block + k / 4 * 16 + word * 4 + byte;
}

// Tiles (kConv2dTiles, kFullyConnectedTiles): [block of channels][k][channel in block]. The input's
// zero point is folded into the bias: bias[c] - zero_point * sum over k of weight[c][k], modulo
// 2^32.
constexpr uint64_t tiles_bytes(uint64_t channels, uint64_t depth) {
  return padded_channels(channels) * depth;
}
constexpr uint64_t tiles_index(uint64_t channel, uint64_t k, uint64_t depth) {
  return channel / kChannelBlock * kChannelBlock * depth + k * kChannelBlock +
         channel % kChannelBlock;
}

// Planar (kDepthwisePlanar): [channel][ky][kx]. Biases and rescaling records are not padded.
constexpr uint64_t planar_bytes(uint64_t channels, uint64_t kernel_h, uint64_t kernel_w) {
  return channels * kernel_h * kernel_w;
}
constexpr uint64_t planar_index(uint64_t channel, uint64_t ky, uint64_t kx, uint64_t kernel_h,
                                uint64_t kernel_w) {
  return (channel * kernel_h + ky) * kernel_w + kx;
}

}  // namespace satchel
