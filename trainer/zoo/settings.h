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
  int channels = 64;
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

// [model] of a lesson. After the last block: average over all positions, a dense layer, softmax.
struct ModelSettings {
  std::string kind = "ds_cnn";
  StemSettings stem;
  std::vector<BlockSettings> blocks{{.repeat = 4}};
  double dropout = 0.1;  // before the dense layer, in training only
};

}  // namespace satchel
