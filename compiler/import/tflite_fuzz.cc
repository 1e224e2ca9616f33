// .tflite files of any bytes: an import refuses in words or gives a graph, and a graph that is
// small compiles, which validates the package and runs its golden vectors.
//
// The input's first byte chooses: the bytes that follow as they are, or a whole network in which
// they change some places, so that the fuzzer starts behind the flatbuffer's own checks.

#include <array>
#include <cstring>

#include "base/error.h"
#include "compiler/emit/package.h"
#include "compiler/import/tflite.h"
#include "compiler/testing/tflite_builder.h"

using namespace satchel;

namespace {

using testing_support::build_tflite;
using testing_support::TfliteModel;
using testing_support::TfliteOperator;
using Bytes = std::vector<std::uint8_t>;

constexpr std::int64_t kSmall = 2048;  // values in all tensors of a graph that is compiled

// Each operator once: CONV_2D, DEPTHWISE_CONV_2D, ADD, AVERAGE_POOL_2D, RESHAPE, FULLY_CONNECTED,
// SOFTMAX.
Bytes whole_network() {
  TfliteModel model;
  model.tensors = {
      {.name = "picture", .shape = {1, 5, 5, 2}},
      {.name = "w0", .shape = {4, 3, 3, 2}, .data = Bytes(72, 1)},
      {.name = "b0", .shape = {4}, .type = 2, .data = Bytes(16, 0)},
      {.name = "conv", .shape = {1, 5, 5, 4}},
      {.name = "w1", .shape = {1, 3, 3, 4}, .data = Bytes(36, 2)},
      {.name = "b1", .shape = {4}, .type = 2, .data = Bytes(16, 0)},
      {.name = "depthwise", .shape = {1, 5, 5, 4}},
      {.name = "sum", .shape = {1, 5, 5, 4}},
      {.name = "pooled", .shape = {1, 1, 1, 4}},
      {.name = "shape", .shape = {2}, .type = 2, .data = {1, 0, 0, 0, 4, 0, 0, 0}},
      {.name = "flat", .shape = {1, 4}},
      {.name = "w2", .shape = {3, 4}, .data = Bytes(12, 3)},
      {.name = "b2", .shape = {3}, .type = 2, .data = Bytes(12, 0)},
      {.name = "logits", .shape = {1, 3}},
      {.name = "out", .shape = {1, 3}, .scales = {1.0f / 256}, .zero_points = {-128}},
  };
  TfliteOperator conv{.builtin = 3, .options_type = 1, .inputs = {0, 1, 2}, .outputs = {3}};
  conv.options = {{0, 'b', 0}, {1, 'i', 1}, {2, 'i', 1}, {3, 'b', 1}};
  TfliteOperator depthwise{.builtin = 4, .options_type = 2, .inputs = {3, 4, 5}, .outputs = {6}};
  depthwise.options = {{0, 'b', 0}, {1, 'i', 1}, {2, 'i', 1}, {3, 'i', 1}, {4, 'b', 1}};
  const TfliteOperator add{.builtin = 0, .options_type = 11, .inputs = {3, 6}, .outputs = {7}};
  TfliteOperator pool{.builtin = 1, .options_type = 5, .inputs = {7}, .outputs = {8}};
  pool.options = {{0, 'b', 1}, {1, 'i', 1}, {2, 'i', 1}, {3, 'i', 5}, {4, 'i', 5}};
  const TfliteOperator reshape{.builtin = 22, .inputs = {8, 9}, .outputs = {10}};
  const TfliteOperator dense{
      .builtin = 9, .options_type = 8, .inputs = {10, 11, 12}, .outputs = {13}};
  TfliteOperator softmax{.builtin = 25, .options_type = 9, .inputs = {13}, .outputs = {14}};
  softmax.options = {{0, 'f', 1}};
  model.operators = {conv, depthwise, add, pool, reshape, dense, softmax};
  model.inputs = {0};
  model.outputs = {14};
  return build_tflite(model);
}

// Three bytes a change: the place, and what stands there then.
Bytes changed_network(std::span<const std::uint8_t> changes) {
  static const Bytes whole = whole_network();
  Bytes bytes = whole;
  for (std::size_t i = 0; i + 2 < changes.size(); i += 3) {
    bytes[static_cast<std::size_t>(changes[i] << 8 | changes[i + 1]) % bytes.size()] =
        changes[i + 2];
  }
  return bytes;
}

bool is_small(const Graph& graph) {
  std::int64_t values = 0;
  for (const Tensor& tensor : graph.tensors) values += element_count(tensor);
  return values <= kSmall;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::span<const std::uint8_t> rest(data + 1, size - 1);
  const Bytes bytes = (data[0] & 1) != 0 ? Bytes(rest.begin(), rest.end()) : changed_network(rest);
  try {
    const Graph graph = import_tflite(bytes, "fuzz.tflite");
    PackageParts parts;
    constexpr std::array kTargets = {Target::kHost, Target::kM0, Target::kM4, Target::kRv32};
    parts.target = kTargets[data[0] >> 1 & 3];
    if (is_small(graph)) compile_package(graph, parts);
  } catch (const Error&) {
  }
  return 0;
}
