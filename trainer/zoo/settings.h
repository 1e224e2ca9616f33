#pragma once

#include <string>
#include <vector>

namespace satchel {

// Along time (rows of the features) and along frequency (columns).
struct Extent {
  int time = 1;
  int frequency = 1;

  bool operator==(const Extent&) const = default;
};

// The first layer: an ordinary convolution over the features.
struct StemSettings {
  int channels = 24;
  Extent kernel{5, 5};
  Extent stride{2, 2};
};

// `repeat` depthwise-separable blocks in a row: [1x1 convolution to `expand` times the channels,]
// depthwise convolution, 1x1 convolution. Only the first of them has the stride. With `residual`, a
// block whose input has the shape of its output adds it.
struct BlockSettings {
  int channels = 64;
  Extent kernel{3, 3};
  Extent stride{1, 1};
  int expand = 1;  // 1: no first 1x1 convolution
  bool residual = true;
  int repeat = 1;
};

// Two-dimensional blocks that halve the frequencies, one that folds the rest of them away, then
// blocks along time alone: better and cheaper than one kind throughout. About 40 KB of weights.
inline std::vector<BlockSettings> default_blocks() {
  return {{.channels = 40, .stride = {1, 2}, .residual = false},
          {.channels = 40},
          {.channels = 56, .stride = {1, 2}, .residual = false},
          {.channels = 56},
          {.channels = 96, .kernel = {1, 5}, .stride = {1, 5}, .residual = false},
          {.channels = 96, .kernel = {9, 1}, .repeat = 2}};
}

// [model] of a lesson. After the last block: average over all positions, a dense layer, softmax.
struct ModelSettings {
  std::string kind = "ds_cnn";
  StemSettings stem;
  std::vector<BlockSettings> blocks = default_blocks();
  double dropout = 0.1;  // before the dense layer, in training only
};

}  // namespace satchel
