#include "trainer/train/parameters.h"

#include <gtest/gtest.h>

#include <cmath>

namespace satchel {
namespace {

Network small_network() {
  ModelSettings settings;
  settings.stem = {.channels = 3, .kernel = {3, 2}, .stride = {2, 1}};
  settings.blocks = {{.channels = 3, .kernel = {3, 3}}};
  return build_network(settings, {8, 5, 1}, 4);
}

TEST(Parameters, LieBesideEachOther) {
  const Network network = small_network();
  const ParameterLayout layout = lay_out_parameters(network);
  EXPECT_EQ(layout.layers[0].weights, 0u);
  EXPECT_EQ(layout.layers[0].gain, 18u);
  EXPECT_EQ(layout.layers[0].bias, 21u);
  EXPECT_EQ(layout.layers[1].weights, 24u);
  EXPECT_EQ(layout.layers[1].mean, 6u);
  EXPECT_EQ(layout.statistics, 18u);
  // stem 18 + 6, depthwise 27 + 6, pointwise 9 + 6, dense 12 + 4
  EXPECT_EQ(layout.parameters, 88u);
}

TEST(Parameters, OneSeedGivesOneState) {
  const Network network = small_network();
  const ParameterLayout layout = lay_out_parameters(network);
  EXPECT_EQ(initial_state(network, layout, 5).parameters,
            initial_state(network, layout, 5).parameters);
  EXPECT_NE(initial_state(network, layout, 5).parameters,
            initial_state(network, layout, 6).parameters);
}

TEST(Parameters, FoldingScalesEachOutputChannel) {
  const Network network = small_network();
  const ParameterLayout layout = lay_out_parameters(network);
  NetworkState state = initial_state(network, layout, 1);
  const NetworkState before = state;
  const LayerParameters& stem = layout.layers[0];
  state.parameters[stem.gain + 1] = 2.0f;
  state.parameters[stem.bias + 1] = 0.5f;
  state.statistics[stem.mean + 1] = 3.0f;
  state.statistics[stem.variance + 1] = 4.0f - kNormalisationEpsilon;
  fold_normalisation(network, layout, state);
  for (std::size_t w = 6; w < 12; ++w) {  // channel 1: gain / deviation = 1
    EXPECT_FLOAT_EQ(state.parameters[stem.weights + w], before.parameters[stem.weights + w]);
  }
  EXPECT_FLOAT_EQ(state.parameters[stem.bias + 1], 0.5f - 3.0f);
  EXPECT_FLOAT_EQ(state.parameters[stem.gain + 1], 1.0f);
  EXPECT_FLOAT_EQ(state.statistics[stem.variance + 1], 1.0f);
}

}  // namespace
}  // namespace satchel
