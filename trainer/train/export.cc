#include "trainer/train/export.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>

namespace satchel {
namespace {

template <class T>
std::vector<std::uint8_t> bytes_of(const std::vector<T>& values) {
  std::vector<std::uint8_t> bytes(values.size() * sizeof(T));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

std::vector<std::int32_t> picture_shape(const LayerShape& shape) {
  return {1, shape.height, shape.width, shape.channels};
}

class Exporter {
 public:
  Exporter(const Network& network, const ParameterLayout& layout, const NetworkState& state,
           std::span<const ActivationRange> ranges)
      : network_(network), layout_(layout), state_(state), ranges_(ranges) {}

  Graph run(const Quantisation& input) {
    input_ = add_tensor("features", picture_shape(network_.input), input);
    graph_.inputs = {input_};
    for (std::size_t i = 0; i < network_.layers.size(); ++i) outputs_.push_back(add_layer(i));
    graph_.outputs = {add_softmax(outputs_.back())};
    return std::move(graph_);
  }

 private:
  std::int32_t add(Tensor tensor) {
    graph_.tensors.push_back(std::move(tensor));
    return static_cast<std::int32_t>(graph_.tensors.size()) - 1;
  }

  std::int32_t add_tensor(const std::string& name, std::vector<std::int32_t> shape,
                          const Quantisation& quantisation) {
    Tensor tensor;
    tensor.name = name;
    tensor.shape = std::move(shape);
    tensor.scales = {quantisation.scale};
    tensor.zero_point = quantisation.zero_point;
    return add(std::move(tensor));
  }

  std::int32_t source(int index) const {
    return index == kNetworkInput ? input_ : outputs_[static_cast<std::size_t>(index)];
  }

  // One scale a channel; one for all weights of the dense layer.
  std::vector<float> weight_scales(const Layer& layer, std::span<const float> weights) const {
    const bool dense = layer.kind == LayerKind::kDense;
    const auto channels = static_cast<std::size_t>(layer.out.channels);
    std::vector<float> largest(dense ? 1 : channels, 0.0f);
    for (std::size_t w = 0; w < weights.size(); ++w) {
      float& value = largest[dense ? 0 : output_channel(layer, w)];
      value = std::max(value, std::abs(weights[w]));
    }
    std::ranges::transform(largest, largest.begin(), weight_scale);
    return largest;
  }

  std::int32_t add_weights(const Layer& layer, std::span<const float> weights,
                           const std::vector<float>& scales) {
    Tensor tensor;
    tensor.name = layer.name + ".weights";
    const std::int32_t kh = layer.kernel.time, kw = layer.kernel.frequency;
    switch (layer.kind) {
      case LayerKind::kDepthwise:
        tensor.shape = {1, kh, kw, layer.out.channels};
        tensor.quantised_dimension = 3;
        break;
      case LayerKind::kDense:
        tensor.shape = {layer.out.channels, layer.in.channels};
        break;
      default:
        tensor.shape = {layer.out.channels, kh, kw, layer.in.channels};
    }
    tensor.scales = scales;
    std::vector<std::int8_t> values(weights.size());
    for (std::size_t w = 0; w < weights.size(); ++w) {
      const std::size_t channel = scales.size() == 1 ? 0 : output_channel(layer, w);
      values[w] = quantise_weight(weights[w], scales[channel]);
    }
    tensor.data = bytes_of(values);
    return add(std::move(tensor));
  }

  std::int32_t add_bias(const Layer& layer, std::span<const float> biases,
                        const std::vector<float>& weight_scales, float input_scale) {
    Tensor tensor;
    tensor.name = layer.name + ".bias";
    tensor.type = ElementType::kInt32;
    tensor.shape = {layer.out.channels};
    std::vector<std::int32_t> values(biases.size());
    for (const float scale : weight_scales) tensor.scales.push_back(input_scale * scale);
    for (std::size_t c = 0; c < biases.size(); ++c) {
      const float scale = weight_scales[weight_scales.size() == 1 ? 0 : c];
      values[c] = quantise_bias(biases[c], static_cast<double>(input_scale) * scale);
    }
    tensor.data = bytes_of(values);
    return add(std::move(tensor));
  }

  std::vector<std::int32_t> inputs_of(std::size_t index) {
    const Layer& layer = network_.layers[index];
    const std::int32_t value = source(layer.input);
    if (layer.kind == LayerKind::kAdd) return {value, source(layer.second_input)};
    if (!layer.has_weights()) return {value};
    const LayerParameters& place = layout_.layers[index];
    const auto parameters = std::span(state_.parameters);
    const auto weights = parameters.subspan(place.weights, place.weight_count);
    const std::vector<float> scales = weight_scales(layer, weights);
    const float input_scale = graph_.tensors[static_cast<std::size_t>(value)].scales[0];
    return {value, add_weights(layer, weights, scales),
            add_bias(layer, parameters.subspan(place.bias, place.channels), scales, input_scale)};
  }

  static Attributes attributes_of(const Layer& layer) {
    const Activation activation = layer.relu ? Activation::kRelu : Activation::kNone;
    switch (layer.kind) {
      case LayerKind::kConvolution:
        return Conv2d{.stride_h = layer.stride.time,
                      .stride_w = layer.stride.frequency,
                      .activation = activation};
      case LayerKind::kDepthwise:
        return DepthwiseConv2d{.stride_h = layer.stride.time,
                               .stride_w = layer.stride.frequency,
                               .activation = activation};
      case LayerKind::kAdd:
        return Add{.activation = activation};
      case LayerKind::kAveragePool:
        return AveragePool2d{.filter_h = layer.kernel.time,
                             .filter_w = layer.kernel.frequency,
                             .stride_h = layer.stride.time,
                             .stride_w = layer.stride.frequency};
      case LayerKind::kDense:
        break;
    }
    return FullyConnected{.activation = activation};
  }

  std::int32_t add_layer(std::size_t index) {
    const Layer& layer = network_.layers[index];
    std::vector<std::int32_t> inputs = inputs_of(index);
    const Tensor& first = graph_.tensors[static_cast<std::size_t>(inputs[0])];
    const Quantisation quantisation = layer.kind == LayerKind::kAveragePool
                                          ? Quantisation{first.scales[0], first.zero_point}
                                          : activation_quantisation(ranges_[index]);
    if (layer.kind == LayerKind::kDense) inputs[0] = add_reshape(layer, inputs[0]);
    std::vector<std::int32_t> shape = picture_shape(layer.out);
    if (layer.kind == LayerKind::kDense) shape = {1, layer.out.channels};
    const std::int32_t output = add_tensor(layer.name, std::move(shape), quantisation);
    graph_.operators.push_back({attributes_of(layer), std::move(inputs), {output}});
    return output;
  }

  std::int32_t add_reshape(const Layer& layer, std::int32_t input) {
    const Tensor& from = graph_.tensors[static_cast<std::size_t>(input)];
    const Quantisation same{from.scales[0], from.zero_point};
    const std::int32_t output =
        add_tensor("flat", {1, static_cast<std::int32_t>(layer.in.count())}, same);
    graph_.operators.push_back({Reshape{}, {input}, {output}});
    return output;
  }

  std::int32_t add_softmax(std::int32_t logits) {
    const std::int32_t output =
        add_tensor("probabilities", {1, network_.classes}, {1.0f / 256.0f, -128});
    graph_.operators.push_back({Softmax{}, {logits}, {output}});
    return output;
  }

  const Network& network_;
  const ParameterLayout& layout_;
  const NetworkState& state_;
  const std::span<const ActivationRange> ranges_;
  Graph graph_;
  std::int32_t input_ = kNoTensor;
  std::vector<std::int32_t> outputs_;
};

}  // namespace

Graph export_graph(const Network& network, const ParameterLayout& layout, const NetworkState& state,
                   std::span<const ActivationRange> ranges, const Quantisation& input) {
  return Exporter(network, layout, state, ranges).run(input);
}

}  // namespace satchel
