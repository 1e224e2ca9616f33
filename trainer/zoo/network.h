#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "trainer/zoo/settings.h"

namespace satchel {

// A network as a list of layers in the order in which they run: what the lesson's [model] says,
// spelled out. Training builds it in libtorch, export turns it into a compiler/graph Graph. Plain
// data, without weights.

enum class LayerKind { kConvolution, kDepthwise, kAdd, kAveragePool, kDense };

// (time, frequency, channels) of what a layer gives.
struct LayerShape {
  int height = 0;
  int width = 0;
  int channels = 0;

  bool operator==(const LayerShape&) const = default;
  std::int64_t count() const { return std::int64_t{height} * width * channels; }
};

// The input of the network, as the index of a layer.
inline constexpr int kNetworkInput = -1;

struct Layer {
  LayerKind kind = LayerKind::kConvolution;
  std::string name;  // "block2.depthwise"
  int input = kNetworkInput;
  int second_input = kNetworkInput;  // of kAdd
  Extent kernel;
  Extent stride;
  bool relu = false;
  LayerShape in;
  LayerShape out;

  // Convolutions, depthwise convolutions and the dense layer have weights and a bias.
  bool has_weights() const { return kind != LayerKind::kAdd && kind != LayerKind::kAveragePool; }
  // In training, a batch normalisation follows it; it is folded into the weights at the end.
  bool normalised() const { return has_weights() && kind != LayerKind::kDense; }
  std::size_t weight_count() const;
  std::int64_t macs() const;
};

struct Network {
  LayerShape input;
  std::vector<Layer> layers;
  int classes = 0;
  double dropout = 0;

  // As in the package: int8 weights and int32 biases.
  std::int64_t weights_bytes() const;
  std::int64_t macs() const;
};

// Zeros around a picture as TensorFlow's SAME lays them; `after` may be one more than `before`.
struct SamePadding {
  int before = 0;
  int after = 0;
};
SamePadding same_padding(int size, int kernel, int stride);

// `input` is one channel of rows x columns of features. Throws Exit::kRefused, naming the part of
// [model], for a network that cannot be: no blocks, numbers out of range.
Network build_network(const ModelSettings& settings, LayerShape input, int classes);

}  // namespace satchel
