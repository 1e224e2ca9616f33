#include "trainer/train/optimiser.h"

#include <gtest/gtest.h>

#include <array>

namespace satchel {
namespace {

TEST(Adam, FirstStepIsTheLearningRateAgainstTheSign) {
  std::vector<float> parameters = {1.0f, -1.0f};
  const std::array<float, 2> gradients = {0.3f, -20.0f};
  const std::array<float, 2> decays = {0, 0};
  AdamState state;
  adam_step({.learning_rate = 0.1}, gradients, decays, parameters, state);
  EXPECT_NEAR(parameters[0], 0.9f, 1e-5);
  EXPECT_NEAR(parameters[1], -0.9f, 1e-5);
}

TEST(Adam, DecaysOnlyWhatIsMarked) {
  std::vector<float> parameters = {1.0f, 1.0f};
  const std::array<float, 2> gradients = {0, 0};
  const std::array<float, 2> decays = {1, 0};
  AdamState state;
  adam_step({.learning_rate = 0.1, .weight_decay = 0.5}, gradients, decays, parameters, state);
  EXPECT_FLOAT_EQ(parameters[0], 0.95f);
  EXPECT_FLOAT_EQ(parameters[1], 1.0f);
}

TEST(Adam, FindsAMinimum) {
  std::vector<float> parameters = {5.0f};
  const std::array<float, 1> decays = {0};
  AdamState state;
  for (int i = 0; i < 500; ++i) {
    const std::array<float, 1> gradient = {2 * (parameters[0] - 2)};
    adam_step({.learning_rate = 0.05}, gradient, decays, parameters, state);
  }
  EXPECT_NEAR(parameters[0], 2.0f, 0.05);
}

TEST(Schedule, WarmsUpThenFalls) {
  EXPECT_DOUBLE_EQ(scheduled_rate(1.0, 0, 100, 10, 0.01), 0.1);
  EXPECT_DOUBLE_EQ(scheduled_rate(1.0, 9, 100, 10, 0.01), 1.0);
  EXPECT_DOUBLE_EQ(scheduled_rate(1.0, 10, 100, 10, 0.01), 1.0);
  EXPECT_NEAR(scheduled_rate(1.0, 55, 100, 10, 0.01), 0.505, 1e-9);
  EXPECT_NEAR(scheduled_rate(1.0, 100, 100, 10, 0.01), 0.01, 1e-9);
  EXPECT_NEAR(scheduled_rate(1.0, 500, 100, 10, 0.01), 0.01, 1e-9);
}

TEST(Gradients, AreClippedToANorm) {
  std::vector<float> gradients = {3.0f, 4.0f};
  clip_gradients(gradients, 1.0);
  EXPECT_FLOAT_EQ(gradients[0], 0.6f);
  clip_gradients(gradients, 10.0);
  EXPECT_FLOAT_EQ(gradients[1], 0.8f);
}

}  // namespace
}  // namespace satchel
