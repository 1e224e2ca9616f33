// The boards give the bytes of the reference models: every vector of the models of the supported
// operators, on every emulated board that was built.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/file.h"
#include "compiler/source/source.h"
#include "compiler/testing/reference_models.h"
#include "link/client/bench.h"

namespace satchel {
namespace {

using testing_support::reference_models;
using testing_support::ReferenceModel;
using testing_support::vector_file;

std::vector<std::uint8_t> read_vector(const ReferenceModel& model, const std::string& kind,
                                      const std::string& vector) {
  std::vector<std::uint8_t> all;
  for (std::size_t i = 0; i < (kind == "input" ? model.inputs : model.outputs); ++i) {
    const auto part = read_file(vector_file(model, kind, vector, i));
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

// Larger ones (vww, ad) take minutes over a serial line, and have no kernel that others lack.
constexpr std::size_t kLargestPackage = 64 * 1024;

class BoardEquality : public ::testing::TestWithParam<const char*> {};

TEST_P(BoardEquality, AllVectorsOfTheReferenceModels) {
  const auto models = reference_models();
  if (models.empty()) GTEST_SKIP() << "the reference models are not there";
  const auto boards = known_boards();
  if (std::find(boards.begin(), boards.end(), GetParam()) == boards.end()) {
    GTEST_SKIP() << "the board is not built";
  }
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

}  // namespace
}  // namespace satchel
