#include "trainer/train/learner/learner.h"

#include <malloc.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>

namespace satchel {
namespace {

using torch::Tensor;

// Weight of the newest batch in running means and variances, and in activation ranges.
constexpr double kNormalisationMomentum = 0.1;
constexpr float kRangeMomentum = 0.05f;

// glibc gives large blocks back to the system as soon as they are free; a training step then spends
// most of its time in page faults.
void keep_freed_memory() {
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, 0x7fffffff);
  mallopt(M_TOP_PAD, 64 << 20);
}

Tensor wrap(std::span<float> values, std::vector<std::int64_t> shape) {
  return torch::from_blob(values.data(), shape, torch::kFloat32);
}

Tensor wrap(std::span<const float> values, std::vector<std::int64_t> shape) {
  return torch::from_blob(const_cast<float*>(values.data()), shape, torch::kFloat32);
}

std::vector<std::int64_t> weight_shape(const Layer& layer) {
  const std::int64_t kh = layer.kernel.time, kw = layer.kernel.frequency;
  const std::int64_t in = layer.in.channels, out = layer.out.channels;
  switch (layer.kind) {
    case LayerKind::kConvolution:
      return {out, kh, kw, in};
    case LayerKind::kDepthwise:
      return {kh, kw, out};
    default:
      return {out, in};
  }
}

}  // namespace

class Learner::Implementation {
 public:
  explicit Implementation(const Network& plan) : network(plan), layout(lay_out_parameters(plan)) {
    state.parameters.resize(layout.parameters);
    state.statistics.resize(layout.statistics);
    ranges.resize(plan.layers.size());
  }

  Tensor forward(const FeatureBatch& batch, bool training);
  PassResult train(const FeatureBatch& batch, std::span<const float> targets, unsigned draw,
                   std::span<float> gradients);

  Network network;
  ParameterLayout layout;
  NetworkState state;
  std::vector<ActivationRange> ranges;
  Arithmetic arithmetic = Arithmetic::kNormalised;
  bool track_ranges = false;
  bool ranges_known = false;

 private:
  struct LayerTensors {
    Tensor weights, gain, bias, mean, variance;
  };

  LayerTensors tensors_of(std::size_t index, bool with_gradients);
  Tensor rounded_weights(const Layer& layer, const Tensor& weights) const;
  Tensor rounded_output(std::size_t index, const Tensor& value, bool training);
  Tensor convolve(const Layer& layer, const LayerTensors& tensors, Tensor input, bool training);
  Tensor run_layer(std::size_t index, const std::vector<Tensor>& outputs, const Tensor& input,
                   bool training);
  void collect_gradients(std::span<float> gradients) const;

  std::vector<LayerTensors> leaves_;  // of the last training pass, for their gradients
};

Learner::Implementation::LayerTensors Learner::Implementation::tensors_of(std::size_t index,
                                                                          bool with_gradients) {
  const Layer& layer = network.layers[index];
  const LayerParameters& place = layout.layers[index];
  const auto channels = static_cast<std::int64_t>(place.channels);
  const auto parameters = std::span(state.parameters);
  const auto statistics = std::span(state.statistics);
  LayerTensors tensors;
  tensors.weights = wrap(parameters.subspan(place.weights, place.weight_count), weight_shape(layer))
                        .set_requires_grad(with_gradients);
  tensors.bias = wrap(parameters.subspan(place.bias, place.channels), {channels})
                     .set_requires_grad(with_gradients);
  if (layer.normalised()) {
    tensors.gain = wrap(parameters.subspan(place.gain, place.channels), {channels})
                       .set_requires_grad(with_gradients);
    tensors.mean = wrap(statistics.subspan(place.mean, place.channels), {channels});
    tensors.variance = wrap(statistics.subspan(place.variance, place.channels), {channels});
  }
  return tensors;
}

Tensor Learner::Implementation::rounded_weights(const Layer& layer, const Tensor& weights) const {
  if (layer.kind == LayerKind::kDense) {
    const double scale = weight_scale(weights.detach().abs().max().item<float>());
    return torch::fake_quantize_per_tensor_affine(weights, scale, 0, -kWeightLimit, kWeightLimit);
  }
  const std::int64_t axis = layer.kind == LayerKind::kDepthwise ? 2 : 0;
  std::vector<std::int64_t> others = {0, 1, 2, 3};
  others.resize(static_cast<std::size_t>(weights.dim()));
  others.erase(others.begin() + axis);
  const Tensor scales = weights.detach()
                            .abs()
                            .amax(others)
                            .clamp_min(kSmallestWeight)
                            .div(static_cast<double>(kWeightLimit));
  const Tensor zeros = torch::zeros_like(scales, torch::kInt32);
  return torch::fake_quantize_per_channel_affine(weights, scales, zeros, axis, -kWeightLimit,
                                                 kWeightLimit);
}

Tensor Learner::Implementation::rounded_output(std::size_t index, const Tensor& value,
                                               bool training) {
  ActivationRange& range = ranges[index];
  if (training && track_ranges) {
    const auto [low, high] = torch::aminmax(value.detach());
    const float share = ranges_known ? kRangeMomentum : 1.0f;
    range.low += share * (std::min(low.item<float>(), 0.0f) - range.low);
    range.high += share * (std::max(high.item<float>(), 0.0f) - range.high);
  }
  if (arithmetic != Arithmetic::kInt8) return value;
  const Quantisation quantisation = activation_quantisation(range);
  return torch::fake_quantize_per_tensor_affine(value, quantisation.scale, quantisation.zero_point,
                                                -128, 127);
}

Tensor Learner::Implementation::convolve(const Layer& layer, const LayerTensors& tensors,
                                         Tensor input, bool training) {
  const bool folded = arithmetic != Arithmetic::kNormalised;
  Tensor weights = tensors.weights;
  if (arithmetic == Arithmetic::kInt8) weights = rounded_weights(layer, weights);
  const bool depthwise = layer.kind == LayerKind::kDepthwise;
  weights = depthwise ? weights.permute({2, 0, 1}).unsqueeze(1) : weights.permute({0, 3, 1, 2});

  const auto rows = same_padding(layer.in.height, layer.kernel.time, layer.stride.time);
  const auto columns = same_padding(layer.in.width, layer.kernel.frequency, layer.stride.frequency);
  std::vector<std::int64_t> padding = {rows.before, columns.before};
  if (rows.before != rows.after || columns.before != columns.after) {
    input = torch::constant_pad_nd(input, {columns.before, columns.after, rows.before, rows.after});
    padding = {0, 0};
  }
  const std::vector<std::int64_t> stride = {layer.stride.time, layer.stride.frequency};
  const std::vector<std::int64_t> dilation = {1, 1};
  const c10::optional<Tensor> bias = folded ? c10::optional<Tensor>(tensors.bias) : c10::nullopt;
  const Tensor output = torch::conv2d(input, weights, bias, stride, padding, dilation,
                                      depthwise ? layer.out.channels : 1);
  if (folded) return output;
  return torch::batch_norm(output, tensors.gain, tensors.bias, tensors.mean, tensors.variance,
                           training, kNormalisationMomentum, kNormalisationEpsilon, false);
}

Tensor Learner::Implementation::run_layer(std::size_t index, const std::vector<Tensor>& outputs,
                                          const Tensor& input, bool training) {
  const Layer& layer = network.layers[index];
  const auto output_of = [&](int source) {
    return source == kNetworkInput ? input : outputs[static_cast<std::size_t>(source)];
  };
  Tensor value = output_of(layer.input);
  switch (layer.kind) {
    case LayerKind::kConvolution:
    case LayerKind::kDepthwise:
      value = convolve(layer, leaves_[index], value, training);
      break;
    case LayerKind::kAdd:
      value = value + output_of(layer.second_input);
      break;
    case LayerKind::kAveragePool:
      // The package gives the average in its input's scale and zero point.
      ranges[index] = ranges[static_cast<std::size_t>(layer.input)];
      value = value.mean({2, 3}, true);
      if (arithmetic == Arithmetic::kInt8) {
        const Quantisation same = activation_quantisation(ranges[index]);
        value =
            torch::fake_quantize_per_tensor_affine(value, same.scale, same.zero_point, -128, 127);
      }
      return value;
    case LayerKind::kDense: {
      Tensor weights = leaves_[index].weights;
      if (arithmetic == Arithmetic::kInt8) weights = rounded_weights(layer, weights);
      value = torch::dropout(value.flatten(1), network.dropout, training);
      value = torch::linear(value, weights, leaves_[index].bias);
      break;
    }
  }
  if (layer.relu) value = torch::relu(value);
  return arithmetic == Arithmetic::kNormalised ? value : rounded_output(index, value, training);
}

Tensor Learner::Implementation::forward(const FeatureBatch& batch, bool training) {
  const LayerShape shape = network.input;
  const Tensor input = wrap(batch.features, {static_cast<std::int64_t>(batch.count), shape.channels,
                                             shape.height, shape.width})
                           .contiguous(torch::MemoryFormat::ChannelsLast);
  leaves_.clear();
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    leaves_.push_back(network.layers[i].has_weights() ? tensors_of(i, training) : LayerTensors{});
  }
  std::vector<Tensor> outputs;
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    outputs.push_back(run_layer(i, outputs, input, training));
  }
  if (training && track_ranges) ranges_known = true;
  return outputs.back();
}

void Learner::Implementation::collect_gradients(std::span<float> gradients) const {
  std::ranges::fill(gradients, 0.0f);
  const auto copy = [&](const Tensor& leaf, std::size_t offset, std::size_t count) {
    if (!leaf.defined() || !leaf.grad().defined()) return;
    const Tensor gradient = leaf.grad().contiguous();
    std::copy_n(gradient.data_ptr<float>(), count, gradients.begin() + static_cast<long>(offset));
  };
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    const LayerParameters& place = layout.layers[i];
    copy(leaves_[i].weights, place.weights, place.weight_count);
    copy(leaves_[i].gain, place.gain, place.channels);
    copy(leaves_[i].bias, place.bias, place.channels);
  }
}

Learner::PassResult Learner::Implementation::train(const FeatureBatch& batch,
                                                   std::span<const float> targets, unsigned draw,
                                                   std::span<float> gradients) {
  torch::manual_seed(draw);
  const Tensor logits = forward(batch, true);
  const Tensor wanted = wrap(targets, {static_cast<std::int64_t>(batch.count), network.classes});
  const Tensor loss = -(wanted * torch::log_softmax(logits, 1)).sum(1).mean();
  loss.backward();
  collect_gradients(gradients);
  const Tensor right = logits.detach().argmax(1).eq(wanted.argmax(1));
  return {loss.item<double>(), right.to(torch::kFloat32).mean().item<double>()};
}

Learner::Learner(const Network& network, int threads)
    : implementation_(std::make_unique<Implementation>(network)) {
  keep_freed_memory();
  torch::set_num_threads(threads);
}

Learner::~Learner() = default;

const ParameterLayout& Learner::layout() const {
  return implementation_->layout;
}
NetworkState& Learner::state() {
  return implementation_->state;
}
std::vector<ActivationRange>& Learner::ranges() {
  return implementation_->ranges;
}

void Learner::set_arithmetic(Arithmetic arithmetic) {
  implementation_->arithmetic = arithmetic;
}
void Learner::set_range_tracking(bool on) {
  implementation_->track_ranges = on;
}
void Learner::reset_ranges() {
  implementation_->ranges_known = false;
}

Learner::PassResult Learner::train(const FeatureBatch& batch, std::span<const float> targets,
                                   unsigned draw, std::span<float> gradients) {
  return implementation_->train(batch, targets, draw, gradients);
}

std::vector<float> Learner::logits(const FeatureBatch& batch) {
  const torch::NoGradGuard no_gradients;
  const Tensor result = implementation_->forward(batch, false).contiguous();
  const float* values = result.data_ptr<float>();
  return {values, values + result.numel()};
}

}  // namespace satchel
