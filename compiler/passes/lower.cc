#include "compiler/passes/lower.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/error.h"
#include "compiler/graph/window.h"
#include "compiler/passes/quantise.h"

namespace satchel {
namespace {

std::vector<std::int8_t> int8_values(const Tensor& tensor) {
  std::vector<std::int8_t> values(tensor.data.size());
  std::memcpy(values.data(), tensor.data.data(), values.size());
  return values;
}

// An absent bias is one of zeros.
std::vector<std::int32_t> bias_values(const Tensor* bias, std::int32_t channels) {
  std::vector<std::int32_t> values(static_cast<std::size_t>(channels), 0);
  for (std::size_t c = 0; bias != nullptr && c < values.size(); ++c) {
    std::memcpy(&values[c], &bias->data[c * 4], 4);  // little-endian, as every host of ours is
  }
  return values;
}

// [place][channel] to [channel][place].
std::vector<std::int8_t> channels_first(const std::vector<std::int8_t>& weights,
                                        std::size_t channels) {
  const std::size_t places = weights.size() / channels;
  std::vector<std::int8_t> result(weights.size());
  for (std::size_t i = 0; i < places; ++i) {
    for (std::size_t c = 0; c < channels; ++c) {
      result[c * places + i] = weights[i * channels + c];
    }
  }
  return result;
}

// Which operators an output depends on.
std::vector<bool> needed_operators(const Graph& graph) {
  std::vector<bool> wanted(graph.tensors.size(), false);
  for (const std::int32_t output : graph.outputs) wanted[static_cast<std::size_t>(output)] = true;
  std::vector<bool> needed(graph.operators.size(), false);
  for (std::size_t i = graph.operators.size(); i-- > 0;) {
    const Operator& op = graph.operators[i];
    needed[i] = wanted[static_cast<std::size_t>(op.outputs[0])];
    for (const std::int32_t input : op.inputs) {
      if (needed[i] && input != kNoTensor) wanted[static_cast<std::size_t>(input)] = true;
    }
  }
  return needed;
}

class Lowering {
 public:
  explicit Lowering(const Graph& graph) : graph_(graph) {
    program_.value_of_tensor.resize(graph.tensors.size(), kNoValue);
  }

  Program run() {
    for (const std::int32_t input : graph_.inputs) {
      program_.inputs.push_back({new_value(input), record(input)});
    }
    const std::vector<bool> needed = needed_operators(graph_);
    for (index_ = 0; index_ < graph_.operators.size(); ++index_) {
      if (!needed[index_]) continue;
      std::visit([this](const auto& attributes) { lower(attributes); }, op().attributes);
    }
    for (const std::int32_t output : graph_.outputs) {
      program_.outputs.push_back({value_of(output), record(output)});
    }
    if (program_.inputs.size() > kMaxGraphTensors || program_.outputs.size() > kMaxGraphTensors) {
      throw Error(Exit::kRefused,
                  fmt::format("the model has {} inputs and {} outputs; at most {} of each are "
                              "supported",
                              program_.inputs.size(), program_.outputs.size(), kMaxGraphTensors));
    }
    return std::move(program_);
  }

 private:
  const Operator& op() const { return graph_.operators[index_]; }
  const Tensor& tensor(std::int32_t index) const {
    return graph_.tensors[static_cast<std::size_t>(index)];
  }
  const Tensor& input(std::size_t position) const { return *find_input(graph_, op(), position); }
  const Tensor& output() const { return tensor(op().outputs[0]); }
  std::int32_t& value_of(std::int32_t tensor) {
    return program_.value_of_tensor[static_cast<std::size_t>(tensor)];
  }

  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(Exit::kRefused, fmt::format("{}: {}", describe_operator(graph_, index_), what));
  }

  std::int32_t new_value(std::int32_t index) {
    program_.values.push_back({static_cast<std::uint32_t>(byte_count(tensor(index)))});
    return value_of(index) = static_cast<std::int32_t>(program_.values.size()) - 1;
  }

  TensorRecord record(std::int32_t index) const {
    const Tensor& source = tensor(index);
    TensorRecord result{};
    result.bytes = static_cast<std::uint32_t>(byte_count(source));
    result.type = static_cast<std::uint8_t>(TensorType::kInt8);
    result.rank = static_cast<std::uint8_t>(source.shape.size());
    result.zero_point = source.zero_point;
    result.scale_bits = std::bit_cast<std::uint32_t>(source.scales[0]);
    std::fill(std::begin(result.dims), std::end(result.dims), 1u);
    for (std::size_t i = 0; i < source.shape.size(); ++i) {
      result.dims[i] = static_cast<std::uint32_t>(source.shape[i]);
    }
    return result;
  }

  std::uint16_t narrow(std::int64_t number) const {
    if (number < 0 || number > std::numeric_limits<std::uint16_t>::max()) {
      refuse(fmt::format("a dimension of {} is larger than {}", number,
                         std::numeric_limits<std::uint16_t>::max()));
    }
    return static_cast<std::uint16_t>(number);
  }

  Rescale multiplier(double real) const {
    try {
      return quantise_multiplier(real);
    } catch (const Error& error) {
      refuse(error.what());
    }
  }

  // A step that reads input 0 and makes the output.
  ProgramStep begin(Kernel operation) {
    ProgramStep step;
    step.operation = operation;
    step.source = narrow(static_cast<std::int64_t>(index_));
    step.inputs[0] = value_of(op().inputs[0]);
    return step;
  }

  void finish(ProgramStep step) {
    step.output = new_value(op().outputs[0]);
    if (step.macs > std::numeric_limits<std::uint32_t>::max()) {
      refuse(fmt::format("{} multiply-accumulates are more than a step can have", step.macs));
    }
    program_.steps.push_back(std::move(step));
  }

  WindowShape window(const WindowAxis& vertical, const WindowAxis& horizontal,
                     Activation activation) const {
    const Tensor& in = input(0);
    const Tensor& out = output();
    WindowShape w{};
    w.batches = narrow(in.shape[0]);
    w.in_h = narrow(in.shape[1]);
    w.in_w = narrow(in.shape[2]);
    w.in_c = narrow(in.shape[3]);
    w.out_h = narrow(out.shape[1]);
    w.out_w = narrow(out.shape[2]);
    w.out_c = narrow(out.shape[3]);
    w.kernel_h = narrow(vertical.filter);
    w.kernel_w = narrow(horizontal.filter);
    w.stride_h = narrow(vertical.stride);
    w.stride_w = narrow(horizontal.stride);
    w.dilation_h = narrow(vertical.dilation);
    w.dilation_w = narrow(horizontal.dilation);
    w.pad_top = narrow(vertical.padding_before());
    w.pad_left = narrow(horizontal.padding_before());
    w.groups = 1;
    w.input_zero_point = static_cast<std::int16_t>(in.zero_point);
    w.output_zero_point = static_cast<std::int16_t>(out.zero_point);
    const ActivationBounds bounds = activation_bounds(activation, out.scales[0], out.zero_point);
    w.low = bounds.low;
    w.high = bounds.high;
    return w;
  }

  // What Conv2d and DepthwiseConv2d have in common.
  template <typename Convolution>
  ProgramStep convolution(Kernel operation, const Convolution& conv, std::int32_t channels) {
    const Tensor& in = input(0);
    const Tensor& weights = input(1);
    ProgramStep step = begin(operation);
    step.shape.window =
        window({in.shape[1], weights.shape[1], conv.stride_h, conv.dilation_h, conv.padding},
               {in.shape[2], weights.shape[2], conv.stride_w, conv.dilation_w, conv.padding},
               conv.activation);
    step.weights = int8_values(weights);
    step.bias = bias_values(find_input(graph_, op(), 2), channels);
    for (std::size_t c = 0; c < static_cast<std::size_t>(channels); ++c) {
      const double weight_scale = weights.scales[weights.scales.size() == 1 ? 0 : c];
      step.rescale.push_back(
          multiplier(double{in.scales[0]} * weight_scale / double{output().scales[0]}));
    }
    // Each weight is used once a pixel.
    step.macs =
        static_cast<std::uint64_t>(dimension_product(output().shape, 0, 3)) * step.weights.size();
    return step;
  }

  void lower(const Conv2d& conv) {
    ProgramStep step = convolution(Kernel::kConv2d, conv, input(1).shape[0]);
    step.shape.window.groups = narrow(input(0).shape[3] / input(1).shape[3]);
    finish(std::move(step));
  }

  void lower(const DepthwiseConv2d& conv) {
    const std::int32_t channels = input(1).shape[3];
    const bool single = input(0).shape[3] == 1;
    ProgramStep step =
        convolution(single ? Kernel::kConv2d : Kernel::kDepthwiseConv2d, conv, channels);
    // With one input channel it is a convolution, whose kernels share a window among channels.
    if (single) step.weights = channels_first(step.weights, static_cast<std::size_t>(channels));
    finish(std::move(step));
  }

  void lower(const FullyConnected& layer) {
    const Tensor& in = input(0);
    const Tensor& weights = input(1);
    const Tensor& out = output();
    ProgramStep step = begin(Kernel::kFullyConnected);
    const ActivationBounds bounds =
        activation_bounds(layer.activation, out.scales[0], out.zero_point);
    step.shape.rows = {static_cast<std::uint32_t>(element_count(in) / weights.shape[1]),
                       static_cast<std::uint32_t>(weights.shape[1]),
                       static_cast<std::uint32_t>(weights.shape[0]),
                       static_cast<std::int16_t>(in.zero_point),
                       static_cast<std::int16_t>(out.zero_point),
                       bounds.low,
                       bounds.high};
    step.weights = int8_values(weights);
    step.bias = bias_values(find_input(graph_, op(), 2), weights.shape[0]);
    for (std::size_t c = 0; c < static_cast<std::size_t>(weights.shape[0]); ++c) {
      step.rescale.push_back(multiplier(fully_connected_factor(in, weights, out, c)));
    }
    check_bias_scale(in, weights, out);
    step.macs = std::uint64_t{step.shape.rows.rows} * step.weights.size();
    finish(std::move(step));
  }

  // With one scale for all rows the product of the scales is rounded to float first.
  static double fully_connected_factor(const Tensor& in, const Tensor& weights, const Tensor& out,
                                       std::size_t row) {
    if (weights.scales.size() > 1) {
      return double{in.scales[0]} * double{weights.scales[row]} / double{out.scales[0]};
    }
    const float product = in.scales[0] * weights.scales[0];
    return double{product} / double{out.scales[0]};
  }

  void check_bias_scale(const Tensor& in, const Tensor& weights, const Tensor& out) const {
    const Tensor* bias = find_input(graph_, op(), 2);
    if (bias == nullptr || weights.scales.size() > 1) return;
    const double product = double{in.scales[0] * weights.scales[0]};
    const double scale = bias->scales.empty() ? 0.0 : double{bias->scales[0]};
    if (std::abs(product - scale) / double{out.scales[0]} > 0.02) {
      refuse(fmt::format("the bias has the scale {} instead of {}", scale, product));
    }
  }

  void lower(const AveragePool2d& pool) {
    const Tensor& in = input(0);
    ProgramStep step = begin(Kernel::kAveragePool2d);
    step.shape.window =
        window({in.shape[1], pool.filter_h, pool.stride_h, 1, pool.padding},
               {in.shape[2], pool.filter_w, pool.stride_w, 1, pool.padding}, pool.activation);
    finish(std::move(step));
  }

  void lower(const Softmax& softmax) {
    const Tensor& in = input(0);
    ProgramStep step = begin(Kernel::kSoftmax);
    const double factor =
        std::min(double{softmax.beta} * double{in.scales[0]} * (1 << 26), 2147483647.0);
    const Rescale scaled = multiplier(factor);
    // Differences of 31 and more in units of 1 / beta are beyond the fixed-point exponential.
    const double reach =
        std::floor(31.0 * (1 << 26) / static_cast<double>(std::int64_t{1} << scaled.shift));
    const auto depth = static_cast<std::uint32_t>(in.shape.back());
    step.shape.softmax = {static_cast<std::uint32_t>(element_count(in)) / depth, depth,
                          scaled.multiplier, scaled.shift, -static_cast<std::int32_t>(reach)};
    finish(std::move(step));
  }

  void lower(const Reshape&) { value_of(op().outputs[0]) = value_of(op().inputs[0]); }

  void lower(const Add& add) {
    const Tensor& out = output();
    ProgramStep step = begin(Kernel::kAdd);
    AddShape& shape = step.shape.add;
    std::fill(std::begin(shape.dims), std::end(shape.dims), 1u);
    for (std::size_t i = 0; i < out.shape.size(); ++i) {
      shape.dims[kMaxRank - out.shape.size() + i] = static_cast<std::uint32_t>(out.shape[i]);
    }
    const double twice = 2.0 * double{std::max(input(0).scales[0], input(1).scales[0])};
    const double factors[3] = {double{input(0).scales[0]} / twice,
                               double{input(1).scales[0]} / twice,
                               twice / ((1 << 20) * double{out.scales[0]})};
    for (std::size_t i = 0; i < 3; ++i) {
      const Rescale scaled = multiplier(factors[i]);
      if (scaled.shift > 0) refuse("the output's scale is too small for the inputs' scales");
      shape.multiplier[i] = scaled.multiplier;
      shape.shift[i] = static_cast<std::int8_t>(scaled.shift);
      shape.zero_point[i] = static_cast<std::int16_t>((i < 2 ? input(i) : out).zero_point);
    }
    const ActivationBounds bounds =
        activation_bounds(add.activation, out.scales[0], out.zero_point);
    shape.low = bounds.low;
    shape.high = bounds.high;
    for (std::size_t i = 0; i < 2; ++i) add_operand(i, step);
    finish(std::move(step));
  }

  void add_operand(std::size_t position, ProgramStep& step) {
    const Tensor& operand = input(position);
    AddShape& shape = step.shape.add;
    for (std::size_t i = 0; i < kMaxRank; ++i) {
      const std::size_t missing = kMaxRank - operand.shape.size();
      const bool single = i < missing || operand.shape[i - missing] == 1;
      if (single && shape.dims[i] > 1) {
        shape.repeat[position] = static_cast<std::uint8_t>(shape.repeat[position] | 1u << i);
      }
    }
    if (operand.constant()) {
      step.inputs[position] = kNoValue;
      step.constants[position] = operand.data;
    } else {
      step.inputs[position] = value_of(op().inputs[position]);
    }
  }

  const Graph& graph_;
  Program program_;
  std::size_t index_ = 0;
};

}  // namespace

Program lower(const Graph& graph) {
  return Lowering(graph).run();
}

}  // namespace satchel
