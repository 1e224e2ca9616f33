#include "trainer/train/learner/learner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace satchel {
namespace {

constexpr std::size_t kCount = 6;
constexpr int kClasses = 3;

Network small_network() {
  ModelSettings settings;
  settings.stem = {.channels = 8, .kernel = {4, 3}, .stride = {2, 2}};
  settings.blocks = {{.channels = 8, .expand = 2}, {.channels = 6, .stride = {2, 1}}};
  settings.dropout = 0;
  return build_network(settings, {10, 6, 1}, kClasses);
}

std::vector<float> random_values(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  std::ranges::generate(values, [&] { return normal(random); });
  return values;
}

std::vector<float> one_hot_targets() {
  std::vector<float> targets(kCount * kClasses, 0.0f);
  for (std::size_t i = 0; i < kCount; ++i) targets[i * kClasses + i % kClasses] = 1.0f;
  return targets;
}

struct Fixture {
  Network network = small_network();
  Learner learner{network, 1};
  std::vector<float> features = random_values(kCount * 60, 1);
  std::vector<float> targets = one_hot_targets();
  FeatureBatch batch{features, kCount};

  Fixture() { learner.state() = initial_state(network, learner.layout(), 2); }

  double loss() {
    std::vector<float> gradients(learner.layout().parameters);
    return learner.train(batch, targets, 1, gradients).loss;
  }
};

TEST(Learner, GradientsAreThoseOfTheLoss) {
  Fixture setup;
  setup.learner.set_arithmetic(Arithmetic::kFolded);  // batch statistics would move with the probe
  // Without biases, values behind dead units are exactly zero, where ReLU has no derivative.
  const std::vector<float> biases = random_values(setup.learner.layout().parameters, 7);
  for (const LayerParameters& place : setup.learner.layout().layers) {
    for (std::size_t c = 0; c < place.channels; ++c) {
      setup.learner.state().parameters[place.bias + c] = 0.3f * biases[place.bias + c];
    }
  }
  std::vector<float> gradients(setup.learner.layout().parameters);
  setup.learner.train(setup.batch, setup.targets, 1, gradients);
  for (const LayerParameters& place : setup.learner.layout().layers) {
    if (place.weight_count == 0) continue;
    for (const std::size_t index :
         {place.weights, place.weights + place.weight_count - 1, place.bias + place.channels - 1}) {
      constexpr float kProbe = 5e-4f;
      float& parameter = setup.learner.state().parameters[index];
      const float kept = parameter;
      parameter = kept + kProbe;
      const double above = setup.loss();
      parameter = kept - kProbe;
      const double below = setup.loss();
      parameter = kept;
      EXPECT_NEAR(gradients[index], (above - below) / (2 * kProbe), 2e-2) << "parameter " << index;
    }
  }
}

TEST(Learner, FoldingKeepsTheAnswers) {
  Fixture setup;
  for (int i = 0; i < 20; ++i) setup.loss();  // moves the running statistics
  const std::vector<float> before = setup.learner.logits(setup.batch);
  fold_normalisation(setup.network, setup.learner.layout(), setup.learner.state());
  setup.learner.set_arithmetic(Arithmetic::kFolded);
  const std::vector<float> after = setup.learner.logits(setup.batch);
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_NEAR(before[i], after[i], 1e-3);
}

TEST(Learner, RoundedAnswersAreNearTheFloatOnes) {
  Fixture setup;
  setup.learner.set_arithmetic(Arithmetic::kFolded);
  setup.learner.set_range_tracking(true);
  setup.loss();
  const std::vector<float> exact = setup.learner.logits(setup.batch);
  setup.learner.set_arithmetic(Arithmetic::kInt8);
  const std::vector<float> rounded = setup.learner.logits(setup.batch);
  float largest = 0, error = 0;
  for (std::size_t i = 0; i < exact.size(); ++i) {
    largest = std::max(largest, std::abs(exact[i]));
    error = std::max(error, std::abs(exact[i] - rounded[i]));
  }
  EXPECT_GT(error, 0.0f);
  EXPECT_LT(error, 0.05f * largest);
}

TEST(Learner, LearnsWhileRounded) {
  Fixture setup;
  setup.learner.set_arithmetic(Arithmetic::kInt8);
  setup.learner.set_range_tracking(true);
  const double before = setup.loss();
  std::vector<float> gradients(setup.learner.layout().parameters);
  for (int step = 0; step < 60; ++step) {
    setup.learner.train(setup.batch, setup.targets, 1, gradients);
    for (std::size_t i = 0; i < gradients.size(); ++i) {
      setup.learner.state().parameters[i] -= 0.03f * gradients[i];
    }
  }
  EXPECT_LT(setup.loss(), 0.5 * before);
}

TEST(Learner, RepeatsItself) {
  Fixture first, second;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(first.loss(), second.loss());
  EXPECT_EQ(first.learner.logits(first.batch), second.learner.logits(second.batch));
  EXPECT_EQ(first.learner.state().statistics, second.learner.state().statistics);
}

}  // namespace
}  // namespace satchel
