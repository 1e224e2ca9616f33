#include "compiler/graph/check_operators.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.h"
#include "compiler/graph/window.h"

namespace satchel {
namespace {

// Strides, dilations and filters beyond this make no sense in tensors of kMaximumTensorBytes and
// would not fit the package's 16-bit fields.
constexpr std::int32_t kMaximumWindow = 32767;

// One operator under examination: looks its tensors up and words its refusals.
class Examined {
 public:
  Examined(const Graph& graph, std::size_t index)
      : graph_(graph), op_(graph.operators[index]), index_(index) {}

  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(Exit::kRefused, fmt::format("{}: {}", describe_operator(graph_, index_), what));
  }

  void require(bool condition, const char* what) const {
    if (!condition) refuse(what);
  }

  void inputs_between(std::size_t least, std::size_t most) const {
    if (op_.inputs.size() < least || op_.inputs.size() > most) {
      refuse(fmt::format("has {} inputs", op_.inputs.size()));
    }
  }

  // A computed or given int8 tensor with one scale.
  const Tensor& activation(std::size_t position) const {
    const Tensor& tensor = operand(position);
    require(!tensor.constant(), "its input is a constant, which is not supported");
    return tensor;
  }

  // The same, or a constant.
  const Tensor& operand(std::size_t position) const {
    const Tensor* tensor = find_input(graph_, op_, position);
    if (tensor == nullptr) refuse(fmt::format("input {} is missing", position));
    require_activation(*tensor, "an input");
    return *tensor;
  }

  const Tensor& output() const {
    const Tensor& tensor = graph_.tensors[static_cast<std::size_t>(op_.outputs[0])];
    require_activation(tensor, "the output");
    return tensor;
  }

  // Constant int8 weights; one scale, or one for each index of `scaled_dimension`.
  const Tensor& weights(std::size_t rank, std::int32_t scaled_dimension) const {
    const Tensor* tensor = find_input(graph_, op_, 1);
    if (tensor == nullptr || !tensor->constant()) refuse("the weights are not constant");
    require(tensor->type == ElementType::kInt8, "the weights are not int8");
    require(tensor->zero_point == 0, "the weights have a zero point other than 0");
    require(!tensor->scales.empty(), "the weights have no scale");
    if (tensor->shape.size() != rank) {
      refuse(fmt::format("the weights have the shape {} instead of {} dimensions",
                         shape_text(tensor->shape), rank));
    }
    require(tensor->scales.size() == 1 || tensor->quantised_dimension == scaled_dimension,
            "the weights' scales run along another dimension than the output channels");
    return *tensor;
  }

  void check_bias(std::int32_t channels) const {
    const Tensor* bias = find_input(graph_, op_, 2);
    if (bias == nullptr) return;
    require(bias->constant() && bias->type == ElementType::kInt32,
            "the bias is not constant int32");
    if (element_count(*bias) != channels) {
      refuse(fmt::format("the bias has {} values for {} output channels", element_count(*bias),
                         channels));
    }
  }

  void output_shape(std::span<const std::int32_t> expected) const {
    const Tensor& tensor = output();
    if (!std::equal(expected.begin(), expected.end(), tensor.shape.begin(), tensor.shape.end())) {
      refuse(fmt::format("the output has the shape {}, but the layer makes {}",
                         shape_text(tensor.shape), shape_text(expected)));
    }
  }

 private:
  void require_activation(const Tensor& tensor, const char* which) const {
    if (tensor.type != ElementType::kInt8) refuse(fmt::format("{} is not int8", which));
    if (tensor.scales.size() != 1) refuse(fmt::format("{} does not have one scale", which));
  }

  const Graph& graph_;
  const Operator& op_;
  std::size_t index_;
};

std::int32_t window_output(const Examined& op, const WindowAxis& axis) {
  const auto in_range = [](std::int32_t value) { return value >= 1 && value <= kMaximumWindow; };
  if (!in_range(axis.filter) || !in_range(axis.stride) || !in_range(axis.dilation)) {
    op.refuse(fmt::format("a window of {} with stride {} and dilation {}: each must be 1 to {}",
                          axis.filter, axis.stride, axis.dilation, kMaximumWindow));
  }
  if (axis.output() < 1) {
    op.refuse(fmt::format("a window of {} does not fit into {}", axis.extent(), axis.input));
  }
  return static_cast<std::int32_t>(axis.output());
}

void check_picture(const Examined& op, const Tensor& tensor) {
  if (tensor.shape.size() != 4) {
    op.refuse(fmt::format("the input has the shape {} instead of 4 dimensions",
                          shape_text(tensor.shape)));
  }
}

// Output height and width of a convolution over `picture`.
template <typename Convolution>
std::array<std::int32_t, 2> convolution_size(const Examined& op, const Convolution& conv,
                                             const Tensor& picture, const Tensor& weights) {
  return {window_output(op, {picture.shape[1], weights.shape[1], conv.stride_h, conv.dilation_h,
                             conv.padding}),
          window_output(op, {picture.shape[2], weights.shape[2], conv.stride_w, conv.dilation_w,
                             conv.padding})};
}

void check(const Examined& op, const Conv2d& conv) {
  op.inputs_between(2, 3);
  const Tensor& picture = op.activation(0);
  check_picture(op, picture);
  const Tensor& weights = op.weights(4, 0);
  const std::int32_t channels = weights.shape[0], depth = weights.shape[3];
  if (picture.shape[3] % depth != 0 || channels % (picture.shape[3] / depth) != 0) {
    op.refuse(fmt::format("weights of the shape {} do not fit an input of {} channels",
                          shape_text(weights.shape), picture.shape[3]));
  }
  op.check_bias(channels);
  const auto [height, width] = convolution_size(op, conv, picture, weights);
  op.output_shape(std::array{picture.shape[0], height, width, channels});
}

void check(const Examined& op, const DepthwiseConv2d& conv) {
  op.inputs_between(2, 3);
  const Tensor& picture = op.activation(0);
  check_picture(op, picture);
  const Tensor& weights = op.weights(4, 3);
  const std::int32_t channels = weights.shape[3];
  if (weights.shape[0] != 1 || conv.depth_multiplier < 1 ||
      std::int64_t{picture.shape[3]} * conv.depth_multiplier != channels) {
    op.refuse(fmt::format(
        "weights of the shape {} do not fit an input of {} channels and a depth multiplier of {}",
        shape_text(weights.shape), picture.shape[3], conv.depth_multiplier));
  }
  op.check_bias(channels);
  const auto [height, width] = convolution_size(op, conv, picture, weights);
  op.output_shape(std::array{picture.shape[0], height, width, channels});
}

void check(const Examined& op, const FullyConnected&) {
  op.inputs_between(2, 3);
  const Tensor& input = op.activation(0);
  const Tensor& weights = op.weights(2, 0);
  const Tensor& output = op.output();
  const std::int32_t channels = weights.shape[0], depth = weights.shape[1];
  op.check_bias(channels);
  if (element_count(input) % depth != 0 || output.shape.empty() ||
      output.shape.back() != channels ||
      element_count(output) != element_count(input) / depth * channels) {
    op.refuse(fmt::format("weights of the shape {} do not make {} from {}",
                          shape_text(weights.shape), shape_text(output.shape),
                          shape_text(input.shape)));
  }
}

void check(const Examined& op, const AveragePool2d& pool) {
  op.inputs_between(1, 1);
  const Tensor& input = op.activation(0);
  check_picture(op, input);
  const Tensor& output = op.output();
  op.require(input.zero_point == output.zero_point &&
                 std::abs(input.scales[0] - output.scales[0]) <= 1e-6f,
             "input and output have different scales or zero points");
  op.output_shape(
      std::array{input.shape[0],
                 window_output(op, {input.shape[1], pool.filter_h, pool.stride_h, 1, pool.padding}),
                 window_output(op, {input.shape[2], pool.filter_w, pool.stride_w, 1, pool.padding}),
                 input.shape[3]});
}

void check(const Examined& op, const Softmax& softmax) {
  op.inputs_between(1, 1);
  const Tensor& input = op.activation(0);
  const Tensor& output = op.output();
  op.require(!input.shape.empty(), "the input is a scalar");
  op.output_shape(input.shape);
  op.require(output.scales[0] == 1.0f / 256 && output.zero_point == -128,
             "the output's scale must be 1/256 and its zero point -128");
  const double multiplier = double{softmax.beta} * input.scales[0] * (1 << 26);
  op.require(multiplier > 1, "beta times the input's scale is too small");
}

void check(const Examined& op, const Reshape&) {
  op.inputs_between(1, 2);
  const Tensor& input = op.activation(0);
  const Tensor& output = op.output();
  if (element_count(input) != element_count(output)) {
    op.refuse(fmt::format("{} cannot become {}: another number of values", shape_text(input.shape),
                          shape_text(output.shape)));
  }
}

void check(const Examined& op, const Add&) {
  op.inputs_between(2, 2);
  const Tensor& first = op.operand(0);
  const Tensor& second = op.operand(1);
  const Tensor& output = op.output();
  const std::size_t rank = std::max(first.shape.size(), second.shape.size());
  std::vector<std::int32_t> shape(rank, 1);
  for (const Tensor* tensor : {&first, &second}) {
    for (std::size_t i = 0; i < tensor->shape.size(); ++i) {
      const std::int32_t size = tensor->shape[i];
      std::int32_t& common = shape[rank - tensor->shape.size() + i];
      if (common != 1 && size != 1 && common != size) {
        op.refuse(fmt::format("{} and {} cannot be added", shape_text(first.shape),
                              shape_text(second.shape)));
      }
      common = std::max(common, size);
    }
  }
  op.output_shape(shape);
  const double twice = 2.0 * std::max(first.scales[0], second.scales[0]);
  op.require(twice < (1 << 20) * double{output.scales[0]},
             "the output's scale is too small for the inputs' scales");
}

}  // namespace

void check_operator(const Graph& graph, std::size_t index) {
  const Examined op(graph, index);
  std::visit([&](const auto& attributes) { check(op, attributes); },
             graph.operators[index].attributes);
}

}  // namespace satchel
