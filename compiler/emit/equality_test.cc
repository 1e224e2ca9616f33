// Byte for byte the same as another implementation: every reference model of the supported
// operators, every vector, every layer, every target's package.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "compiler/emit/package.h"
#include "compiler/emit/run.h"
#include "compiler/import/tflite.h"
#include "compiler/testing/keyword_network.h"
#include "compiler/testing/reference_models.h"

namespace satchel {
namespace {

using testing_support::read_vector;
using testing_support::reference_models;
using testing_support::ReferenceModel;

void expect_equal_vectors(const ReferenceModel& model, Runner& runner) {
  for (const std::string& vector : model.vectors) {
    EXPECT_EQ(runner.run(read_vector(model, "input", vector)), read_vector(model, "output", vector))
        << "vector " << vector;
  }
}

// What the steps of vector 01 leave in the arena, by operator of the graph.
std::map<std::size_t, std::vector<std::uint8_t>> layer_outputs(const ReferenceModel& model,
                                                               const Graph& graph, Runner& runner) {
  std::map<std::size_t, std::vector<std::uint8_t>> outputs;
  runner.run(read_vector(model, "input", "01"), [&](std::uint32_t, const Step& step,
                                                    const std::uint8_t* arena) {
    const auto tensor = static_cast<std::size_t>(graph.operators[step.source].outputs[0]);
    const std::uint8_t* begin = arena + step.output;
    outputs[step.source] = {begin, begin + byte_count(graph.tensors[tensor])};
  });
  return outputs;
}

void expect_equal_layers(const ReferenceModel& model, const Graph& graph, Runner& runner) {
  const auto folder = model.folder / "layers_01";
  const auto rows = nlohmann::json::parse(read_text_file(folder / "layers.json"));
  const auto outputs = layer_outputs(model, graph, runner);
  for (const auto& row : rows) {
    // A RESHAPE is no step; its bytes are those of the layer before it.
    if (row["op_index"] < 0 || row["op"] == "RESHAPE") continue;
    const auto layer = outputs.find(row["op_index"].get<std::size_t>());
    ASSERT_NE(layer, outputs.end()) << row["op"];
    EXPECT_EQ(layer->second, read_file(folder / row["file"].get<std::string>()))
        << "layer " << row["op_index"] << ", " << row["op"];
  }
}

class Equality : public ::testing::TestWithParam<Target> {};

TEST_P(Equality, AllVectorsAndLayersOfTheReferenceModels) {
  const auto models = reference_models();
  if (models.empty()) GTEST_SKIP() << "the reference models are not there";
  for (const ReferenceModel& model : models) {
    if (!model.supported) continue;
    SCOPED_TRACE(model.folder.string());
    const Graph graph = import_tflite(read_file(model.folder / "model.tflite"), "model");
    PackageParts parts;
    parts.target = GetParam();
    parts.golden_inputs = {read_vector(model, "input", "01")};
    Runner runner(compile_package(graph, parts));
    expect_equal_vectors(model, runner);
    if (model.layers) expect_equal_layers(model, graph, runner);
  }
}

// A network of layers that the reference models lack. No target falls back on the slow depthwise
// kernel, and all give the host's bytes.
TEST_P(Equality, AKeywordNetworkGivesTheHostsBytes) {
  const Graph graph = testing_support::keyword_network();
  PackageParts parts;
  Runner host(compile_package(graph, parts));
  parts.target = GetParam();
  Runner target(compile_package(graph, parts));
  for (std::uint32_t i = 0; i < target.package().step_count(); ++i) {
    EXPECT_NE(static_cast<Kernel>(target.package().steps()[i].kernel), Kernel::kDepthwiseConv2d);
  }
  for (std::uint32_t seed = 1; seed <= 3; ++seed) {
    const auto input = noise_input(graph, seed);
    EXPECT_EQ(target.run(input), host.run(input)) << "seed " << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, Equality,
                         ::testing::Values(Target::kHost, Target::kM0, Target::kM3, Target::kM4,
                                           Target::kM7, Target::kM33, Target::kM55, Target::kRv32),
                         [](const auto& target) { return std::string(target_name(target.param)); });

}  // namespace
}  // namespace satchel
