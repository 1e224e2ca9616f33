// The boards give the bytes of the reference models: every vector of the models of the supported
// operators, on every emulated board that was built. And they give them in few instructions.
#include <gtest/gtest.h>

#include <algorithm>

#include "compiler/card/card.h"
#include "compiler/emit/package.h"
#include "compiler/emit/run.h"
#include "compiler/source/source.h"
#include "compiler/testing/keyword_network.h"
#include "compiler/testing/reference_models.h"
#include "link/client/bench.h"

namespace satchel {
namespace {

using testing_support::read_vector;
using testing_support::reference_models;
using testing_support::ReferenceModel;

// Larger ones (vww, ad) take minutes over a serial line, and have no kernel that others lack.
constexpr std::size_t kLargestPackage = 64 * 1024;

bool is_built(const std::string& board) {
  const auto boards = known_boards();
  return std::find(boards.begin(), boards.end(), board) != boards.end();
}

class BoardEquality : public ::testing::TestWithParam<const char*> {};

TEST_P(BoardEquality, AllVectorsOfTheReferenceModels) {
  const auto models = reference_models();
  if (models.empty()) GTEST_SKIP() << "the reference models are not there";
  if (!is_built(GetParam())) GTEST_SKIP() << "the board is not built";
  Bench bench(find_board(GetParam()));
  const Target target = parse_target(bench.profile().target);
  for (const ReferenceModel& model : models) {
    if (!model.supported) continue;
    SCOPED_TRACE(model.folder.string());
    const PackageBytes package = compile_source(model.folder / "model.tflite", target);
    if (package.size() > kLargestPackage) continue;
    bench.install(package);
    for (const std::string& vector : model.vectors) {
      EXPECT_EQ(bench.infer(read_vector(model, "input", vector)).outputs,
                read_vector(model, "output", vector))
          << "vector " << vector;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Boards, BoardEquality,
                         ::testing::Values("mps2_m4", "mps2_m3", "rv32_virt"),
                         [](const auto& board) { return std::string(board.param); });

// Counts are exact and repeat. Instructions a multiply-accumulate, in hundredths.
struct Speed {
  const char* board;
  std::uint64_t limit;
};

class BoardSpeed : public ::testing::TestWithParam<Speed> {};

TEST_P(BoardSpeed, AKeywordNetworkTakesFewInstructions) {
  if (!is_built(GetParam().board)) GTEST_SKIP() << "the board is not built";
  Bench bench(find_board(GetParam().board));
  const Graph graph = testing_support::keyword_network();
  PackageParts parts;
  parts.target = parse_target(bench.profile().target);
  Card card;
  card.name = "keywords";
  parts.card = card;
  parts.golden_inputs = {noise_input(graph, 2)};
  const PackageBytes package = compile_package(graph, parts);
  Runner runner(package);
  std::uint64_t macs = 0;
  for (std::uint32_t i = 0; i < runner.package().step_count(); ++i) {
    macs += runner.package().steps()[i].macs;
  }
  bench.install(package);
  const std::vector<std::uint8_t> input = noise_input(graph, 1);
  const TensorAnswer answer = bench.infer(input);
  EXPECT_EQ(answer.outputs, runner.run(input));
  EXPECT_LE(answer.inference.count * 100, GetParam().limit * macs);
}

INSTANTIATE_TEST_SUITE_P(Boards, BoardSpeed,
                         ::testing::Values(Speed{"mps2_m4", 200}, Speed{"mps2_m3", 410},
                                           Speed{"rv32_virt", 520}),
                         [](const auto& board) { return std::string(board.param.board); });

}  // namespace
}  // namespace satchel
