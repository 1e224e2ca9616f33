#include "compiler/emit/package.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <random>

#include "base/error.h"
#include "base/file.h"
#include "compiler/emit/run.h"
#include "compiler/import/tflite.h"
#include "compiler/testing/reference_models.h"
#include "core/package/view.h"

namespace satchel {
namespace {

using ::testing::HasSubstr;

// Two inputs, added, summed with themselves; the first sum is an output as well.
Graph example() {
  Graph graph;
  for (const char* name : {"a", "b", "sum", "twice"}) {
    graph.tensors.push_back({name, ElementType::kInt8, {1, 4, 3}, {0.5f}, 1, 0, {}});
  }
  graph.operators = {{Add{Activation::kRelu}, {0, 1}, {2}}, {Add{}, {2, 2}, {3}}};
  graph.inputs = {0, 1};
  graph.outputs = {2, 3};
  check_graph(graph);
  return graph;
}

PackageBytes compile_example() {
  PackageParts parts;
  parts.golden_inputs = {noise_input(example(), 1), noise_input(example(), 2)};
  return compile_package(example(), parts);
}

std::string refusal(const PackageBytes& package) {
  try {
    Runner runner(package, "file");
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), Exit::kRefused);
    return error.what();
  }
  return "";
}

Header header_of(const PackageBytes& package) {
  Header header;
  std::memcpy(&header, package.data(), sizeof(header));
  return header;
}

TEST(Package, SameInputSameBytes) {
  EXPECT_EQ(compile_example(), compile_example());
}

TEST(Package, RunsItsGoldenVectors) {
  Runner runner(compile_example());
  ASSERT_EQ(runner.package().golden_count(), 2u);
  for (std::uint32_t i = 0; i < 2; ++i) {
    Bytes input, output;
    runner.package().golden(i, &input, &output);
    const std::vector<std::uint8_t> expected(output.data, output.data + output.size);
    EXPECT_EQ(runner.run({input.data, input.size}), expected);
  }
}

TEST(Package, OutputsThatAreReadLaterAreKept) {
  Runner runner(compile_example());
  std::vector<std::uint8_t> input(24, 5);
  const auto output = runner.run(input);
  // (5 - 1) + (5 - 1) steps of 0.5 are 8, and 8 + 8 are 16, each plus the zero point.
  EXPECT_EQ(output, [] {
    std::vector<std::uint8_t> expected(24, 9);
    std::fill(expected.begin() + 12, expected.end(), std::uint8_t{17});
    return expected;
  }());
}

TEST(Package, AnInputOfAnotherLengthIsRefusedWithTheLength) {
  Runner runner(compile_example());
  try {
    runner.run(std::vector<std::uint8_t>(23));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), Exit::kUnusable);
    EXPECT_THAT(error.what(), HasSubstr("24 bytes"));
  }
}

TEST(Package, DamagedOnesAreRefusedInWords) {
  const PackageBytes whole = compile_example();
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    EXPECT_NE(refusal({whole.begin(), whole.begin() + static_cast<long>(size)}), "") << size;
  }
  PackageBytes other = whole;
  other[0] ^= 1;
  EXPECT_THAT(refusal(other), HasSubstr("not a"));
  other = whole;
  other[8] = 200;
  EXPECT_THAT(refusal(other), HasSubstr("newer"));
}

// Whatever bits flip: refused, or run without touching what is not theirs.
TEST(Package, FlippedBitsAreRefusedOrHarmless) {
  const PackageBytes whole = compile_example();
  const unsigned seed = 20265;
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 2000; ++round) {
    PackageBytes bytes = whole;
    bytes[random() % bytes.size()] ^= static_cast<std::uint8_t>(1u << (random() % 8));
    try {
      Runner runner(bytes, "file");
      runner.run(std::vector<std::uint8_t>(runner.input_bytes(), 3));
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()), "");
    }
  }
}

TEST(Package, TheCardSaysWhatTheProgramCosts) {
  PackageParts parts;
  parts.card = Card{};
  parts.card->name = "example";
  const PackageBytes package = compile_package(example(), parts);
  PackageView view;
  ASSERT_TRUE(PackageView::open(package.data(), package.size(), &view).ok());
  const Bytes section = view.section(Section::kCard);
  const Card card = read_card({section.data, section.size}, "card");
  ASSERT_TRUE(card.work.has_value());
  EXPECT_GT(card.work->instructions, 0u);
  EXPECT_EQ(*card.work, work_of({view.steps(), view.step_count()}, {}));
}

TEST(Package, BudgetsNameTheNumberThatIsNeeded) {
  const PackageBytes package = compile_example();
  const auto refused = [](const Budget& budget) -> std::string {
    try {
      PackageParts parts;
      parts.golden_inputs = {noise_input(example(), 1), noise_input(example(), 2)};
      compile_package(example(), parts, budget);
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), Exit::kRefused);
      return error.what();
    }
    return "";
  };
  const std::uint32_t arena = header_of(package).arena_bytes;
  EXPECT_EQ(refused({0, arena, package.size(), 0}), "");
  EXPECT_THAT(refused({0, arena - 1, 0, 0}), HasSubstr(std::to_string(arena)));
  EXPECT_THAT(refused({0, 0, package.size() - 1, 0}), HasSubstr(std::to_string(package.size())));
}

// What the planner reaches on the published networks, as bounds that only sink.
TEST(Package, ArenasOfTheReferenceNetworksStaySmall) {
  struct Bound {
    const char* network;
    std::uint32_t host, m4;
  };
  const Bound bounds[] = {{"kws", 9744, 9616},
                          {"ic", 33584, 34160},
                          {"vww", 40864, 40864},
                          {"ad", 768, 1920},
                          {"sww", 4176, 3856}};
  const auto models = testing_support::reference_models();
  if (models.empty()) GTEST_SKIP() << "the reference models are not there";
  for (const Bound& bound : bounds) {
    for (const auto& model : models) {
      if (model.folder.filename() != bound.network) continue;
      const Graph graph = import_tflite(read_file(model.folder / "model.tflite"), bound.network);
      PackageParts parts;
      EXPECT_LE(header_of(compile_package(graph, parts)).arena_bytes, bound.host) << bound.network;
      parts.target = Target::kM4;
      EXPECT_LE(header_of(compile_package(graph, parts)).arena_bytes, bound.m4) << bound.network;
    }
  }
}

}  // namespace
}  // namespace satchel
