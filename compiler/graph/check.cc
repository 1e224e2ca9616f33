#include <fmt/format.h>

#include <cmath>

#include "base/error.h"
#include "compiler/graph/check_operators.h"
#include "compiler/graph/graph.h"

namespace satchel {
namespace {

[[noreturn]] void refuse(const std::string& message) {
  throw Error(Exit::kRefused, message);
}

void check_shape(const Tensor& tensor, const std::string& where) {
  if (tensor.shape.size() > kMaximumRank) {
    refuse(fmt::format("{} has {} dimensions; at most {} are supported", where, tensor.shape.size(),
                       kMaximumRank));
  }
  std::int64_t bytes = tensor.type == ElementType::kInt32 ? 4 : 1;
  for (const std::int32_t size : tensor.shape) {
    if (size < 1) {
      refuse(fmt::format("{} has the shape {}: every dimension must be at least 1", where,
                         shape_text(tensor.shape)));
    }
    bytes *= size;  // at most 2^26 * 2^31: no overflow
    if (bytes > kMaximumTensorBytes) {
      refuse(fmt::format("{} of the shape {} is larger than {} bytes", where,
                         shape_text(tensor.shape), kMaximumTensorBytes));
    }
  }
  if (tensor.constant() && tensor.data.size() != static_cast<std::size_t>(bytes)) {
    refuse(fmt::format("{} of the shape {} needs {} bytes of data but has {}", where,
                       shape_text(tensor.shape), bytes, tensor.data.size()));
  }
}

void check_quantisation(const Tensor& tensor, const std::string& where) {
  for (const float scale : tensor.scales) {
    if (!std::isfinite(scale) || scale <= 0) {
      refuse(fmt::format("{} has the scale {}: scales must be above 0", where, scale));
    }
  }
  const bool fits = tensor.type == ElementType::kInt8
                        ? tensor.zero_point >= -128 && tensor.zero_point <= 127
                        : tensor.zero_point == 0;
  if (!fits) {
    refuse(fmt::format("{} has the zero point {}, which its type does not hold", where,
                       tensor.zero_point));
  }
  if (tensor.scales.size() <= 1) return;
  const auto dimension = static_cast<std::size_t>(tensor.quantised_dimension);
  if (tensor.quantised_dimension < 0 || dimension >= tensor.shape.size() ||
      tensor.scales.size() != static_cast<std::size_t>(tensor.shape[dimension])) {
    refuse(fmt::format("{} has {} scales along dimension {} of the shape {}", where,
                       tensor.scales.size(), tensor.quantised_dimension, shape_text(tensor.shape)));
  }
}

std::string describe_tensor(const Graph& graph, std::size_t index) {
  const std::string& name = graph.tensors[index].name;
  return name.empty() ? fmt::format("tensor {}", index)
                      : fmt::format("tensor {} `{}`", index, name.substr(0, 40));
}

void check_index(const Graph& graph, std::int32_t index, const std::string& where) {
  if (index < 0 || static_cast<std::size_t>(index) >= graph.tensors.size()) {
    refuse(fmt::format("{} names tensor {}, but the model has {}", where, index,
                       graph.tensors.size()));
  }
}

// Values in the order in which they come to be.
class Definitions {
 public:
  explicit Definitions(const Graph& graph)
      : graph_(graph), defined_(graph.tensors.size(), false), made_(graph.tensors.size(), false) {
    for (std::size_t i = 0; i < graph.tensors.size(); ++i) {
      defined_[i] = graph.tensors[i].constant();
    }
  }

  void define(std::int32_t index, const std::string& where) {
    check_index(graph_, index, where);
    const auto at = static_cast<std::size_t>(index);
    if (defined_[at]) {
      refuse(fmt::format("{} writes {}, which already has a value", where,
                         describe_tensor(graph_, at)));
    }
    defined_[at] = true;
    made_[at] = true;
  }

  void use(std::int32_t index, const std::string& where) const {
    check_index(graph_, index, where);
    const auto at = static_cast<std::size_t>(index);
    if (!defined_[at]) {
      refuse(
          fmt::format("{} reads {}, which has no value yet", where, describe_tensor(graph_, at)));
    }
  }

  bool made(std::int32_t index) const { return made_[static_cast<std::size_t>(index)]; }

 private:
  const Graph& graph_;
  std::vector<bool> defined_;
  std::vector<bool> made_;
};

void check_ends(const Graph& graph) {
  if (graph.inputs.empty() || graph.outputs.empty() || graph.operators.empty()) {
    refuse(fmt::format("the model has {} inputs, {} layers and {} outputs; it needs one of each",
                       graph.inputs.size(), graph.operators.size(), graph.outputs.size()));
  }
  if (graph.tensors.size() > kMaximumTensors || graph.operators.size() > kMaximumLayers) {
    refuse(fmt::format("the model has {} tensors and {} layers; at most {} and {} are supported",
                       graph.tensors.size(), graph.operators.size(), kMaximumTensors,
                       kMaximumLayers));
  }
}

void check_end_type(const Graph& graph, std::int32_t index, const char* which) {
  const Tensor& tensor = graph.tensors[static_cast<std::size_t>(index)];
  if (tensor.type == ElementType::kInt8 && tensor.scales.size() == 1) return;
  refuse(fmt::format("the model's {} {} is not int8 with one scale", which,
                     describe_tensor(graph, static_cast<std::size_t>(index))));
}

}  // namespace

void check_graph(const Graph& graph) {
  check_ends(graph);
  for (std::size_t i = 0; i < graph.tensors.size(); ++i) {
    const std::string where = describe_tensor(graph, i);
    check_shape(graph.tensors[i], where);
    check_quantisation(graph.tensors[i], where);
  }
  Definitions values(graph);
  for (const std::int32_t input : graph.inputs) {
    values.define(input, "the list of inputs");
    check_end_type(graph, input, "input");
  }
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const Operator& op = graph.operators[i];
    const std::string where = fmt::format("layer {}, {}", i, operator_name(op));
    for (const std::int32_t input : op.inputs) {
      if (input != kNoTensor) values.use(input, where);
    }
    if (op.outputs.size() != 1) {
      refuse(fmt::format("{} has {} outputs instead of 1", where, op.outputs.size()));
    }
    values.define(op.outputs[0], where);
    check_operator(graph, i);
  }
  for (const std::int32_t output : graph.outputs) {
    values.use(output, "the list of outputs");
    if (!values.made(output)) refuse("an output of the model is a constant");
    check_end_type(graph, output, "output");
  }
}

}  // namespace satchel
