#include "trainer/evaluate/evaluate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "base/error.h"
#include "base/file.h"
#include "compiler/card/card.h"
#include "compiler/emit/package.h"
#include "compiler/frontend/decision_builder.h"
#include "compiler/frontend/frontend_builder.h"
#include "core/dsp/frontend.h"
#include "trainer/augment/random.h"
#include "trainer/evaluate/classifier.h"

namespace satchel {
namespace {

using testing::HasSubstr;

Tensor tensor(const std::string& name, std::vector<std::int32_t> shape, float scale,
              std::int32_t zero_point) {
  Tensor made;
  made.name = name;
  made.shape = std::move(shape);
  made.scales = {scale};
  made.zero_point = zero_point;
  return made;
}

// A network without training: the more energy in the clip, the more probable is the first label.
PackageBytes loudness_package(const std::vector<std::string>& labels) {
  FrontEndDesign design;
  design.mean_removal = MeanRemoval::kNone;
  design.zero_point = -128;
  PackageParts parts;
  parts.front_end = build_front_end(design);
  parts.decision = build_decision(decision_for(labels, 0.5));
  Card card;
  card.name = "loudness";
  card.labels = labels;
  parts.card = card;
  const FrontEndView view(parts.front_end.data());
  const std::int32_t values = view.rows() * view.columns();
  Graph graph;
  graph.tensors = {tensor("features", {1, values}, 0.125f, -128),
                   tensor("weights", {2, values}, 0.001f, 0), tensor("bias", {2}, 0.000125f, 0),
                   tensor("scores", {1, 2}, 4.0f, 0),
                   tensor("probabilities", {1, 2}, 1 / 256.0f, -128)};
  graph.tensors[1].data.assign(static_cast<std::size_t>(2 * values), 0);
  std::fill_n(graph.tensors[1].data.begin(), values, std::uint8_t{10});
  graph.tensors[2].type = ElementType::kInt32;
  const std::int32_t bias[2] = {0, values * 10 * 40};
  graph.tensors[2].data.resize(sizeof bias);
  std::memcpy(graph.tensors[2].data.data(), bias, sizeof bias);
  graph.operators = {{FullyConnected{}, {0, 1, 2}, {3}}, {Softmax{}, {3}, {4}}};
  graph.inputs = {0};
  graph.outputs = {4};
  return compile_package(graph, parts);
}

std::vector<std::int16_t> hiss(std::size_t samples, int level) {
  Random random(1);
  std::vector<std::int16_t> pcm(samples);
  for (auto& sample : pcm) sample = static_cast<std::int16_t>(random.between(-level, level));
  return pcm;
}

class EvaluateTest : public testing::Test {
 protected:
  void add(const std::string& name, int level, std::size_t samples = 16000) {
    write_wav(folder_.path() / name, hiss(samples, level));
  }
  // p01, p04 and p06 are in the test split (0 of sha256 mod 5), p02 in none of it.
  void fill() {
    for (const char* subject : {"p01", "p02", "p03", "p04", "p05", "p06", "p07", "p08"}) {
      add(std::string("loud/").append(subject).append("__0.wav"), 8000);
    }
    add("_background_noise_/quiet.wav", 3, 160000);
  }
  Scores evaluate(const EvaluateOptions& options = {}) {
    return evaluate_folder(package_, "loud.satchel", folder_.path(), options).scores;
  }

  TemporaryFolder folder_;
  PackageBytes package_ = loudness_package({"loud", "_silence_"});
};

TEST_F(EvaluateTest, RunsThePackageOnTheTestSplit) {
  fill();
  const Scores scores = evaluate();
  EXPECT_EQ(scores.split, "test");
  std::uint32_t expected = 0;
  for (int i = 1; i <= 8; ++i) {
    expected += split_of(std::string("p0").append(std::to_string(i))) == Split::kTest;
  }
  EXPECT_EQ(scores.classes[0].count, expected);
  EXPECT_EQ(scores.classes[1].count, expected);
  EXPECT_EQ(scores.subjects, expected);
  EXPECT_EQ(scores.accuracy, 1);
  EXPECT_EQ(scores.macro_recall, 1);
  EXPECT_TRUE(scores.wrong.empty());
}

TEST_F(EvaluateTest, TellsMistakesFromRightAnswers) {
  fill();
  add("loud/p01__1.wav", 2);
  const Scores scores = evaluate();
  EXPECT_LT(scores.accuracy, 1);
  ASSERT_EQ(scores.wrong.size(), 1u);
  EXPECT_THAT(scores.wrong[0].file, HasSubstr("p01__1.wav"));
  EXPECT_EQ(scores.wrong[0].answer, "_silence_");
}

TEST_F(EvaluateTest, TakesOtherSplitsAndPatterns) {
  fill();
  EvaluateOptions options;
  options.split.reset();
  EXPECT_EQ(evaluate(options).classes[0].count, 8u);
  options.match = "loud/p0[12]*";
  const Scores two = evaluate(options);
  EXPECT_EQ(two.split, "all");
  EXPECT_EQ(two.clips, 2u);
  EXPECT_EQ(two.classes[1].count, 0u);
  EXPECT_EQ(two.macro_recall, 1);
  options.match = "nobody*";
  EXPECT_THROW(evaluate(options), Error);
}

TEST_F(EvaluateTest, RefusesAWordThatThePackageLacks) {
  fill();
  add("tree/p01__0.wav", 500);
  try {
    evaluate();
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("tree"));
  }
  package_ = loudness_package({"loud", "_unknown_"});
  EXPECT_EQ(evaluate().classes[1].count, 1u);
}

TEST_F(EvaluateTest, RefusesAPackageThatCannotHear) {
  std::vector<std::uint8_t> broken(package_.begin(), package_.begin() + 100);
  EXPECT_THROW(Classifier(broken, "broken"), Error);
}

}  // namespace
}  // namespace satchel
