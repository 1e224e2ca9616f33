#include "compiler/graph/graph.h"

#include <fmt/format.h>

#include <array>

namespace satchel {

const char* operator_name(const Operator& op) {
  static constexpr std::array<const char*, std::variant_size_v<Attributes>> kNames = {
      "CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED", "AVERAGE_POOL_2D", "SOFTMAX", "RESHAPE",
      "ADD"};
  return kNames[op.attributes.index()];
}

std::string describe_operator(const Graph& graph, std::size_t index) {
  const Operator& op = graph.operators[index];
  std::string text = fmt::format("layer {}, {}", index, operator_name(op));
  if (op.outputs.empty()) return text;
  const std::size_t output = static_cast<std::size_t>(op.outputs[0]);
  if (output >= graph.tensors.size() || graph.tensors[output].name.empty()) return text;
  // Converters join the names of all fused layers: the first forty characters tell which it is.
  std::string name = graph.tensors[output].name;
  if (name.size() > 40) name = name.substr(0, 40) + "...";
  return text + fmt::format(" `{}`", name);
}

std::int64_t dimension_product(std::span<const std::int32_t> shape, std::size_t from,
                               std::size_t to) {
  std::int64_t product = 1;
  for (std::size_t i = from; i < to; ++i) product *= shape[i];
  return product;
}

std::int64_t element_count(const Tensor& tensor) {
  return dimension_product(tensor.shape, 0, tensor.shape.size());
}

std::int64_t byte_count(const Tensor& tensor) {
  return element_count(tensor) * (tensor.type == ElementType::kInt32 ? 4 : 1);
}

std::string shape_text(std::span<const std::int32_t> shape) {
  return shape.empty() ? "scalar" : fmt::format("{}", fmt::join(shape, "x"));
}

const Tensor* find_input(const Graph& graph, const Operator& op, std::size_t position) {
  if (position >= op.inputs.size() || op.inputs[position] == kNoTensor) return nullptr;
  return &graph.tensors[static_cast<std::size_t>(op.inputs[position])];
}

}  // namespace satchel
