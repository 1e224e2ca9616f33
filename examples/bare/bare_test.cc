// The example as a firmware developer would use it: compile a package for the M4, build the example
// with it, run it on the emulated board. Its decisions are those that the host computes.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "base/file.h"
#include "base/process.h"
#include "compiler/emit/package.h"
#include "compiler/emit/run.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;

// A small keyword-like network with reproducible weights.
class GraphBuilder {
 public:
  Graph build() {
    const int input = add_tensor({1, 16, 10, 1});
    graph_.inputs = {input};
    int at = add_layer(Conv2d{2, 2, 1, 1, Padding::kSame, Activation::kRelu}, input, {8, 3, 3, 1},
                       0, {1, 8, 5, 8});
    at = add_layer(DepthwiseConv2d{}, at, {1, 3, 3, 8}, 3, {1, 8, 5, 8});
    at = add_layer(Conv2d{}, at, {8, 1, 1, 8}, 0, {1, 8, 5, 8});
    at = add_layer(AveragePool2d{8, 5}, {at}, {1, 1, 1, 8});
    at = add_layer(FullyConnected{}, at, {4, 8}, 0, {1, 4});
    const int scores = add_layer(Softmax{}, {at}, {1, 4});
    graph_.tensors[static_cast<std::size_t>(scores)].scales = {1.0f / 256};
    graph_.tensors[static_cast<std::size_t>(scores)].zero_point = -128;
    graph_.outputs = {scores};
    return graph_;
  }

 private:
  int add_tensor(std::vector<std::int32_t> shape) {
    Tensor tensor;
    tensor.name = fmt::format("t{}", graph_.tensors.size());
    tensor.shape = std::move(shape);
    tensor.scales = {0.1f};
    graph_.tensors.push_back(tensor);
    return static_cast<int>(graph_.tensors.size()) - 1;
  }

  int add_weights(const std::vector<std::int32_t>& shape, int dimension) {
    const int index = add_tensor(shape);
    Tensor& tensor = graph_.tensors[static_cast<std::size_t>(index)];
    tensor.scales.assign(static_cast<std::size_t>(shape[static_cast<std::size_t>(dimension)]),
                         0.02f);
    tensor.quantised_dimension = dimension;
    tensor.data.resize(static_cast<std::size_t>(element_count(tensor)));
    for (auto& byte : tensor.data) {
      state_ = state_ * 1664525 + 1013904223;
      byte = static_cast<std::uint8_t>(state_ >> 24);
    }
    return index;
  }

  int add_bias(std::int32_t channels) {
    const int index = add_tensor({channels});
    Tensor& tensor = graph_.tensors[static_cast<std::size_t>(index)];
    tensor.type = ElementType::kInt32;
    tensor.scales.assign(static_cast<std::size_t>(channels), 0.002f);
    tensor.data.resize(4 * static_cast<std::size_t>(channels));
    return index;
  }

  int add_layer(const Attributes& attributes, std::vector<std::int32_t> inputs,
                std::vector<std::int32_t> shape) {
    const int output = add_tensor(std::move(shape));
    graph_.operators.push_back({attributes, std::move(inputs), {output}});
    return output;
  }

  int add_layer(const Attributes& attributes, int input, const std::vector<std::int32_t>& weights,
                int dimension, std::vector<std::int32_t> shape) {
    const int weight = add_weights(weights, dimension);
    const int bias = add_bias(shape.back());
    return add_layer(attributes, {input, weight, bias}, std::move(shape));
  }

  Graph graph_;
  std::uint32_t state_ = 1;
};

PackageBytes compile_for(Target target) {
  const Graph graph = GraphBuilder().build();
  PackageParts parts;
  parts.target = target;
  parts.golden_inputs = {noise_input(graph, 1), noise_input(graph, 2)};
  return compile_package(graph, parts);
}

// What the example has to print.
std::string expected_output(const PackageBytes& package) {
  Runner runner(package);
  std::string text = fmt::format("arena: {} bytes\n", runner.package().arena_bytes());
  for (std::uint32_t i = 0; i < runner.package().golden_count(); ++i) {
    Bytes input, output;
    runner.package().golden(i, &input, &output);
    const auto* scores = reinterpret_cast<const std::int8_t*>(output.data);
    const auto* best = std::max_element(scores, scores + output.size);
    text += fmt::format("decision: label {}, confidence {}/256, equal to the bit\n", best - scores,
                        *best + 128);
  }
  return text;
}

// Configures, builds and runs the example; returns what it printed and how it ended. The build
// folder stays, so that the next run compiles only what changed.
ProcessResult build_and_run(const PackageBytes& package) {
  const fs::path root = fs::current_path();
  const fs::path build = root / "build/bare";
  const fs::path file = build / "model.satchel";
  write_file_atomically(file, package);
  const ProcessResult configured =
      run_process({"cmake", "-S", (root / "examples/bare").string(), "-B", build.string(), "-G",
                   "Ninja", "--toolchain", (root / "cmake/toolchains/cortex-m4.cmake").string(),
                   "-DPACKAGE=" + file.string()});
  EXPECT_EQ(configured.exit_code, 0) << configured.errors;
  const ProcessResult built = run_process({"cmake", "--build", build.string(), "--target", "bare"});
  EXPECT_EQ(built.exit_code, 0) << built.output;
  RunOptions options;
  options.timeout = std::chrono::seconds(60);
  return run_process({"qemu-system-arm", "-M", "mps2-an386", "-display", "none", "-monitor", "none",
                      "-serial", "stdio", "-semihosting", "-kernel", (build / "bare.elf").string()},
                     options);
}

// One test, because it is one folder.
TEST(BareExample, PrintsTheHostsDecisionsAndRefusesOtherTargets) {
  for (const char* tool : {"arm-none-eabi-g++", "qemu-system-arm", "cmake", "ninja"}) {
    if (!program_exists(tool)) GTEST_SKIP() << "there is no " << tool;
  }
  const PackageBytes package = compile_for(Target::kM4);
  ProcessResult result = build_and_run(package);
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.output, expected_output(package));

  result = build_and_run(compile_for(Target::kM0));
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.output, "refused: the package was compiled for another target\n");
}

}  // namespace
}  // namespace satchel
