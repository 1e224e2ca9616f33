#include "compiler/import/graph_json.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "base/error.h"

namespace satchel {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 2> kTypes = {"int8", "int32"};
constexpr std::array<std::string_view, 2> kPaddings = {"same", "valid"};
constexpr std::array<std::string_view, 4> kActivations = {"none", "relu", "relu6", "relu_n1_to_1"};

// The index of `name` among `names`, as the enumeration that they belong to.
template <typename Enum, std::size_t count>
Enum parse_name(const Json& json, const std::array<std::string_view, count>& names) {
  const std::string name = json.get<std::string>();
  for (std::size_t i = 0; i < count; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  throw Error(Exit::kRefused, fmt::format("`{}` is none of {}", name, fmt::join(names, ", ")));
}

template <typename Enum, std::size_t count>
std::string name_of(Enum value, const std::array<std::string_view, count>& names) {
  return std::string(names[static_cast<std::size_t>(value)]);
}

Json tensor_to_json(const Tensor& tensor) {
  return {{"name", tensor.name},
          {"type", name_of(tensor.type, kTypes)},
          {"shape", tensor.shape},
          {"scales", tensor.scales},
          {"zero_point", tensor.zero_point},
          {"quantised_dimension", tensor.quantised_dimension},
          {"data", Json::binary(tensor.data)}};
}

Tensor tensor_from_json(const Json& json) {
  Tensor tensor;
  tensor.name = json.at("name").get<std::string>();
  tensor.type = parse_name<ElementType>(json.at("type"), kTypes);
  tensor.shape = json.at("shape").get<std::vector<std::int32_t>>();
  tensor.scales = json.at("scales").get<std::vector<float>>();
  tensor.zero_point = json.at("zero_point").get<std::int32_t>();
  tensor.quantised_dimension = json.at("quantised_dimension").get<std::int32_t>();
  tensor.data = json.at("data").get_binary();
  return tensor;
}

// The attributes of an operator, one way or the other: a field is named once.
struct Writer {
  Json& json;
  void number(const char* key, const std::int32_t& value) { json[key] = value; }
  void number(const char* key, const float& value) { json[key] = value; }
  void flag(const char* key, const bool& value) { json[key] = value; }
  void padding(const Padding& value) { json["padding"] = name_of(value, kPaddings); }
  void activation(const Activation& value) { json["activation"] = name_of(value, kActivations); }
};

struct Reader {
  const Json& json;
  template <typename T>
  void number(const char* key, T& value) {
    value = json.at(key).get<T>();
  }
  void flag(const char* key, bool& value) { value = json.at(key).get<bool>(); }
  void padding(Padding& value) { value = parse_name<Padding>(json.at("padding"), kPaddings); }
  void activation(Activation& value) {
    value = parse_name<Activation>(json.at("activation"), kActivations);
  }
};

template <typename Access, typename Convolution>
void visit_window(Access access, Convolution& conv) {
  access.number("stride_h", conv.stride_h);
  access.number("stride_w", conv.stride_w);
  access.number("dilation_h", conv.dilation_h);
  access.number("dilation_w", conv.dilation_w);
  access.padding(conv.padding);
  access.activation(conv.activation);
}

// `Attribute` is const when writing.
template <typename Access, typename Attribute>
void visit_fields(Access access, Attribute& attribute) {
  using T = std::remove_const_t<Attribute>;
  if constexpr (std::is_same_v<T, Conv2d>) {
    visit_window(access, attribute);
  } else if constexpr (std::is_same_v<T, DepthwiseConv2d>) {
    access.number("depth_multiplier", attribute.depth_multiplier);
    visit_window(access, attribute);
  } else if constexpr (std::is_same_v<T, FullyConnected>) {
    access.flag("keep_dimensions", attribute.keep_dimensions);
    access.activation(attribute.activation);
  } else if constexpr (std::is_same_v<T, AveragePool2d>) {
    access.number("filter_h", attribute.filter_h);
    access.number("filter_w", attribute.filter_w);
    access.number("stride_h", attribute.stride_h);
    access.number("stride_w", attribute.stride_w);
    access.padding(attribute.padding);
    access.activation(attribute.activation);
  } else if constexpr (std::is_same_v<T, Softmax>) {
    access.number("beta", attribute.beta);
  } else if constexpr (std::is_same_v<T, Add>) {
    access.activation(attribute.activation);
  }
}

Json operator_to_json(const Operator& op) {
  Json json = {{"kind", operator_name(op)}, {"inputs", op.inputs}, {"outputs", op.outputs}};
  std::visit([&](const auto& attribute) { visit_fields(Writer{json}, attribute); }, op.attributes);
  return json;
}

// The attributes whose operator is called `kind`, with default values.
template <std::size_t index = 0>
Attributes attributes_of(const std::string& kind) {
  if constexpr (index == std::variant_size_v<Attributes>) {
    throw Error(Exit::kRefused, fmt::format("the operator {} is not supported", kind));
  } else {
    Operator op{Attributes(std::in_place_index<index>), {}, {}};
    return operator_name(op) == kind ? op.attributes : attributes_of<index + 1>(kind);
  }
}

Operator operator_from_json(const Json& json) {
  Operator op;
  op.attributes = attributes_of(json.at("kind").get<std::string>());
  std::visit([&](auto& attribute) { visit_fields(Reader{json}, attribute); }, op.attributes);
  op.inputs = json.at("inputs").get<std::vector<std::int32_t>>();
  op.outputs = json.at("outputs").get<std::vector<std::int32_t>>();
  return op;
}

}  // namespace

Json graph_to_json(const Graph& graph) {
  Json tensors = Json::array(), operators = Json::array();
  for (const Tensor& tensor : graph.tensors) tensors.push_back(tensor_to_json(tensor));
  for (const Operator& op : graph.operators) operators.push_back(operator_to_json(op));
  return {{"tensors", std::move(tensors)},
          {"operators", std::move(operators)},
          {"inputs", graph.inputs},
          {"outputs", graph.outputs}};
}

Graph graph_from_json(const Json& json) {
  Graph graph;
  for (const Json& tensor : json.at("tensors")) graph.tensors.push_back(tensor_from_json(tensor));
  for (const Json& op : json.at("operators")) graph.operators.push_back(operator_from_json(op));
  graph.inputs = json.at("inputs").get<std::vector<std::int32_t>>();
  graph.outputs = json.at("outputs").get<std::vector<std::int32_t>>();
  return graph;
}

}  // namespace satchel
