#include "compiler/import/tflite.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/error.h"
#include "compiler/import/tflite_names.h"
#include "compiler/import/tflite_operators.h"
#include "compiler/import/tflite_schema.h"

namespace satchel {
namespace tflite {
namespace {

constexpr std::size_t kMaximumOperands = 16;

[[noreturn]] void refuse(const std::string& message) {
  throw Error(Exit::kRefused, message);
}

template <typename T>
std::size_t size_of(const flatbuffers::Vector<T>* vector) {
  return vector == nullptr ? 0 : vector->size();
}

template <typename T>
std::vector<T> to_vector(const VectorOf<T>* vector) {
  if (vector == nullptr) return {};
  std::vector<T> values(vector->size());
  for (flatbuffers::uoffset_t i = 0; i < vector->size(); ++i) values[i] = vector->Get(i);
  return values;
}

class Importer {
 public:
  Importer(std::span<const std::uint8_t> bytes, const Model& model)
      : verifier_(bytes.data(), bytes.size()), model_(model), subgraph_(*subgraph_of(model)) {}

  Graph run() {
    const std::size_t ends = size_of(subgraph_.inputs()) + size_of(subgraph_.outputs());
    if (size_of(subgraph_.tensors()) > kMaximumTensors || ends > kMaximumTensors ||
        size_of(subgraph_.operators()) > kMaximumLayers) {
      refuse(fmt::format("it has {} tensors and {} layers; at most {} and {} are supported",
                         size_of(subgraph_.tensors()), size_of(subgraph_.operators()),
                         kMaximumTensors, kMaximumLayers));
    }
    graph_.tensors.resize(size_of(subgraph_.tensors()));
    imported_.resize(graph_.tensors.size(), false);
    graph_.inputs = to_vector(subgraph_.inputs());
    graph_.outputs = to_vector(subgraph_.outputs());
    for (std::size_t i = 0; i < size_of(subgraph_.operators()); ++i) import_operator(i);
    for (const std::int32_t index : graph_.inputs) import_tensor(index, "the list of inputs");
    for (const std::int32_t index : graph_.outputs) import_tensor(index, "the list of outputs");
    return std::move(graph_);
  }

 private:
  static const SubGraph* subgraph_of(const Model& model) {
    if (size_of(model.subgraphs()) != 1) {
      refuse(
          fmt::format("it has {} subgraphs; exactly one is supported", size_of(model.subgraphs())));
    }
    return model.subgraphs()->Get(0);
  }

  std::string layer_text(std::size_t index, std::int32_t builtin) const {
    return fmt::format("layer {}, {}", index, builtin_name(builtin));
  }

  void import_operator(std::size_t index) {
    const OperatorView& view =
        *subgraph_.operators()->Get(static_cast<flatbuffers::uoffset_t>(index));
    if (view.code() >= size_of(model_.operator_codes())) {
      refuse(fmt::format("layer {}: operator code {} of {}", index, view.code(),
                         size_of(model_.operator_codes())));
    }
    const OperatorCode& code = *model_.operator_codes()->Get(view.code());
    const std::string where = layer_text(index, code.builtin());
    if (code.builtin() == kCustom) {
      refuse(fmt::format("layer {}: the custom operator `{}` is not supported", index,
                         code.custom_name() == nullptr ? "" : text_of(code.custom_name())));
    }
    Operator op;
    op.attributes = read_attributes(code.builtin(), view, verifier_, where);
    if (size_of(view.inputs()) > kMaximumOperands || size_of(view.outputs()) > kMaximumOperands) {
      refuse(fmt::format("{}: {} inputs and {} outputs", where, size_of(view.inputs()),
                         size_of(view.outputs())));
    }
    op.inputs = to_vector(view.inputs());
    op.outputs = to_vector(view.outputs());
    for (const std::int32_t input : op.inputs) {
      if (input != kNoTensor) import_tensor(input, where);
    }
    for (const std::int32_t output : op.outputs) import_tensor(output, where);
    graph_.operators.push_back(std::move(op));
    if (code.builtin() == kReshape) check_new_shape(graph_.operators.back(), where);
  }

  // Tensors that nothing names are not looked at: converters leave float ones behind.
  void import_tensor(std::int32_t index, const std::string& where) {
    const auto at = static_cast<std::size_t>(index);
    if (index < 0 || at >= graph_.tensors.size()) {
      refuse(fmt::format("{} names tensor {}, but the model has {}", where, index,
                         graph_.tensors.size()));
    }
    if (imported_[at]) return;
    imported_[at] = true;
    const TensorView& view = *subgraph_.tensors()->Get(static_cast<flatbuffers::uoffset_t>(at));
    Tensor& tensor = graph_.tensors[at];
    if (view.name() != nullptr) tensor.name = text_of(view.name());
    const std::string what =
        fmt::format("{}: tensor {} `{}`", where, at, tensor.name.substr(0, 40));
    tensor.type = element_type(view, what);
    if (size_of(view.shape()) > kMaximumRank) {
      refuse(fmt::format("{} has {} dimensions; at most {} are supported", what,
                         size_of(view.shape()), kMaximumRank));
    }
    tensor.shape = to_vector(view.shape());
    if (view.quantisation() != nullptr) read_quantisation(*view.quantisation(), tensor, what);
    read_data(view, tensor, what);
  }

  static std::string text_of(const flatbuffers::String* text) {
    constexpr std::size_t kMaximumName = 1024;
    return text->str().substr(0, kMaximumName);
  }

  static ElementType element_type(const TensorView& view, const std::string& what) {
    constexpr std::int8_t kInt32 = 2, kInt8 = 9;
    if (view.is_variable()) refuse(what + " keeps state between runs, which is not supported");
    if (view.is_sparse()) refuse(what + " is sparse, which is not supported");
    if (view.type() == kInt8) return ElementType::kInt8;
    if (view.type() == kInt32) return ElementType::kInt32;
    throw Error(Exit::kRefused,
                fmt::format("{} is {}, which is not supported", what, type_name(view.type())),
                "quantise the model to int8, inputs and outputs included");
  }

  void read_quantisation(const Quantisation& view, Tensor& tensor, const std::string& what) {
    spend(size_of(view.scales()) * sizeof(float) + size_of(view.zero_points()) * 8);
    tensor.scales = to_vector(view.scales());
    tensor.quantised_dimension = view.dimension();
    if (size_of(view.zero_points()) == 0) return;
    if (size_of(view.zero_points()) != tensor.scales.size()) {
      refuse(fmt::format("{} has {} scales but {} zero points", what, tensor.scales.size(),
                         size_of(view.zero_points())));
    }
    const std::int64_t first = view.zero_points()->Get(0);
    for (const std::int64_t zero_point : *view.zero_points()) {
      if (zero_point != first || first < std::numeric_limits<std::int32_t>::min() ||
          first > std::numeric_limits<std::int32_t>::max()) {
        refuse(fmt::format("{} has the zero points {} and {}, which are not supported", what, first,
                           zero_point));
      }
    }
    tensor.zero_point = static_cast<std::int32_t>(first);
  }

  void read_data(const TensorView& view, Tensor& tensor, const std::string& what) {
    if (view.buffer() >= size_of(model_.buffers())) {
      refuse(fmt::format("{} takes its data from buffer {}, but the model has {}", what,
                         view.buffer(), size_of(model_.buffers())));
    }
    const Buffer& buffer = *model_.buffers()->Get(view.buffer());
    if (buffer.outside_offset() > 1) {
      refuse(what + " keeps its data outside the flatbuffer, which is not supported");
    }
    spend(size_of(buffer.data()));
    tensor.data = to_vector(buffer.data());
  }

  // Many tensors may share one vector of the file; in the graph each has its own copy.
  void spend(std::size_t bytes) {
    copied_ += bytes;
    if (copied_ > static_cast<std::size_t>(kMaximumTensorBytes)) {
      refuse(fmt::format("its constants take more than {} bytes", kMaximumTensorBytes));
    }
  }

  // The second input says the shape again; -1 stands for whatever is left.
  void check_new_shape(const Operator& op, const std::string& where) const {
    const Tensor* wanted = find_input(graph_, op, 1);
    if (wanted == nullptr || !wanted->constant() || op.outputs.empty()) return;
    const std::vector<std::int32_t>& shape =
        graph_.tensors[static_cast<std::size_t>(op.outputs[0])].shape;
    bool same = wanted->type == ElementType::kInt32 && wanted->data.size() == shape.size() * 4;
    for (std::size_t i = 0; same && i < shape.size(); ++i) {
      const auto size = flatbuffers::ReadScalar<std::int32_t>(wanted->data.data() + i * 4);
      same = size == -1 || size == shape[i];
    }
    if (!same) {
      refuse(
          fmt::format("{}: the new shape is not the output's shape {}", where, shape_text(shape)));
    }
  }

  flatbuffers::Verifier verifier_;
  const Model& model_;
  const SubGraph& subgraph_;
  Graph graph_;
  std::vector<bool> imported_;
  std::size_t copied_ = 0;
};

const Model& verified_model(std::span<const std::uint8_t> bytes) {
  if (!is_tflite(bytes)) refuse("not a .tflite file");
  flatbuffers::Verifier verifier(bytes.data(), bytes.size());
  if (!verifier.VerifyBuffer<Model>(Model::kIdentifier)) {
    throw Error(Exit::kRefused, "the file is truncated or damaged",
                "a reference inside it points outside of it; export or copy it again");
  }
  const Model& model = *flatbuffers::GetRoot<Model>(bytes.data());
  if (model.version() != 3) {
    refuse(fmt::format("schema version {}; version 3 is supported", model.version()));
  }
  return model;
}

}  // namespace
}  // namespace tflite

bool is_tflite(std::span<const std::uint8_t> bytes) {
  return bytes.size() >= 8 && std::equal(bytes.begin() + 4, bytes.begin() + 8, "TFL3");
}

Graph import_tflite(std::span<const std::uint8_t> bytes, const std::string& source) {
  try {
    // The verifier checks alignment against the start of the file.
    Graph graph = tflite::Importer(bytes, tflite::verified_model(bytes)).run();
    check_graph(graph);
    return graph;
  } catch (const Error& error) {
    throw Error(error.exit_code(), source + ": " + error.what(), error.hint());
  }
}

}  // namespace satchel
