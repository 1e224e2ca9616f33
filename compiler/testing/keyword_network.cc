#include "compiler/testing/keyword_network.h"

#include <cmath>
#include <cstring>
#include <random>

namespace satchel::testing_support {
namespace {

std::vector<std::uint8_t> bytes_of(const auto& values) {
  std::vector<std::uint8_t> bytes(values.size() * sizeof(values[0]));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

struct Kernel2d {
  std::int32_t h, w, stride_h, stride_w;
};

std::int32_t same_size(std::int32_t in, std::int32_t stride) {
  return (in + stride - 1) / stride;
}

// Layers are appended one after the other; each member returns the index of its output.
class Builder {
 public:
  Graph graph;

  std::int32_t activation(std::vector<std::int32_t> shape) {
    Tensor tensor;
    tensor.shape = std::move(shape);
    tensor.scales = {0.02f + 0.002f * static_cast<float>(random_() % 16)};
    tensor.zero_point = -128;
    return add(std::move(tensor));
  }

  std::int32_t conv(std::int32_t input, const Kernel2d& k, std::int32_t channels) {
    const auto in = graph.tensors[index(input)].shape;
    const std::int32_t output =
        activation({1, same_size(in[1], k.stride_h), same_size(in[2], k.stride_w), channels});
    const std::int32_t weights = weight({channels, k.h, k.w, in[3]}, 0, input, output);
    Conv2d attributes;
    attributes.stride_h = k.stride_h;
    attributes.stride_w = k.stride_w;
    attributes.activation = Activation::kRelu;
    return finish(attributes, {input, weights, bias(weights, input, channels)}, output);
  }

  std::int32_t depthwise(std::int32_t input, const Kernel2d& k) {
    const auto in = graph.tensors[index(input)].shape;
    const std::int32_t output =
        activation({1, same_size(in[1], k.stride_h), same_size(in[2], k.stride_w), in[3]});
    const std::int32_t weights = weight({1, k.h, k.w, in[3]}, 3, input, output);
    DepthwiseConv2d attributes;
    attributes.stride_h = k.stride_h;
    attributes.stride_w = k.stride_w;
    attributes.activation = Activation::kRelu;
    return finish(attributes, {input, weights, bias(weights, input, in[3])}, output);
  }

  std::int32_t block(std::int32_t input, const Kernel2d& k, std::int32_t channels) {
    return conv(depthwise(input, k), {1, 1, 1, 1}, channels);
  }

  std::int32_t residual(std::int32_t input, const Kernel2d& k) {
    const auto shape = graph.tensors[index(input)].shape;
    const std::int32_t inner = block(input, k, shape[3]);
    return finish(Add{}, {input, inner}, activation(shape));
  }

  // Average over the whole picture, then class scores.
  std::int32_t classify(std::int32_t input, std::int32_t classes) {
    const Tensor in = graph.tensors[index(input)];
    AveragePool2d pool;
    pool.filter_h = pool.stride_h = in.shape[1];
    pool.filter_w = pool.stride_w = in.shape[2];
    const std::int32_t mean = activation({1, 1, 1, in.shape[3]});
    graph.tensors[index(mean)].scales = in.scales;
    finish(pool, {input}, mean);
    const std::int32_t scores = activation({1, classes});
    const std::int32_t weights = weight({classes, in.shape[3]}, 0, mean, scores);
    finish(FullyConnected{}, {mean, weights, bias(weights, mean, classes)}, scores);
    const std::int32_t probabilities = activation({1, classes});
    graph.tensors[index(probabilities)].scales = {1.0f / 256};
    return finish(Softmax{}, {scores}, probabilities);
  }

 private:
  static std::size_t index(std::int32_t tensor) { return static_cast<std::size_t>(tensor); }

  std::int32_t add(Tensor tensor) {
    tensor.name = "t" + std::to_string(graph.tensors.size());
    graph.tensors.push_back(std::move(tensor));
    return static_cast<std::int32_t>(graph.tensors.size()) - 1;
  }

  std::int32_t finish(const Attributes& attributes, std::vector<std::int32_t> inputs,
                      std::int32_t output) {
    graph.operators.push_back({attributes, std::move(inputs), {output}});
    return output;
  }

  // Scales that spread the sums over the int8 range of the output.
  std::int32_t weight(std::vector<std::int32_t> shape, std::int32_t dimension, std::int32_t input,
                      std::int32_t output) {
    Tensor tensor;
    tensor.shape = std::move(shape);
    tensor.quantised_dimension = dimension;
    std::vector<std::int8_t> values(static_cast<std::size_t>(element_count(tensor)));
    for (std::int8_t& value : values) value = static_cast<std::int8_t>(random_() % 255 - 127);
    tensor.data = bytes_of(values);
    const auto channels = static_cast<std::size_t>(tensor.shape[index(dimension)]);
    const double depth = static_cast<double>(values.size()) / static_cast<double>(channels);
    const double ratio = double{graph.tensors[index(output)].scales[0]} /
                         double{graph.tensors[index(input)].scales[0]};
    for (std::size_t c = 0; c < channels; ++c) {
      const double factor = 1.0 + 0.1 * static_cast<double>(random_() % 10);
      tensor.scales.push_back(static_cast<float>(factor * ratio / (90 * std::sqrt(depth))));
    }
    return add(std::move(tensor));
  }

  std::int32_t bias(std::int32_t weights, std::int32_t input, std::int32_t channels) {
    Tensor tensor;
    tensor.type = ElementType::kInt32;
    tensor.shape = {channels};
    for (const float scale : graph.tensors[index(weights)].scales) {
      tensor.scales.push_back(scale * graph.tensors[index(input)].scales[0]);
    }
    std::vector<std::int32_t> values(static_cast<std::size_t>(channels));
    for (std::int32_t& value : values) value = static_cast<std::int32_t>(random_() % 8192) - 4096;
    tensor.data = bytes_of(values);
    return add(std::move(tensor));
  }

  std::mt19937 random_{20268};  // the same numbers with every standard library
};

}  // namespace

Graph keyword_network() {
  Builder b;
  const std::int32_t input = b.activation({1, 49, 40, 1});
  b.graph.inputs = {input};
  std::int32_t x = b.conv(input, {5, 5, 2, 2}, 24);
  x = b.block(x, {3, 3, 1, 2}, 40);
  x = b.residual(x, {3, 3, 1, 1});
  x = b.block(x, {3, 3, 1, 2}, 56);
  x = b.residual(x, {3, 3, 1, 1});
  x = b.block(x, {1, 5, 1, 5}, 96);
  x = b.residual(x, {9, 1, 1, 1});
  x = b.residual(x, {9, 1, 1, 1});
  b.graph.outputs = {b.classify(x, 12)};
  check_graph(b.graph);
  return std::move(b.graph);
}

}  // namespace satchel::testing_support
