#include "trainer/train/export.h"

#include <gtest/gtest.h>

namespace satchel {
namespace {

Network residual_network() {
  ModelSettings settings;
  settings.stem = {.channels = 8, .kernel = {4, 3}, .stride = {2, 2}};
  settings.blocks = {{.channels = 8, .expand = 2}, {.channels = 6, .stride = {2, 1}}};
  return build_network(settings, {20, 12, 1}, 3);
}

TEST(Export, GivesAGraphThatTheCompilerAccepts) {
  const Network network = residual_network();
  const ParameterLayout layout = lay_out_parameters(network);
  const NetworkState state = initial_state(network, layout, 3);
  const std::vector<ActivationRange> ranges(network.layers.size(), ActivationRange{-1, 3});
  const Graph graph = export_graph(network, layout, state, ranges, {0.03125f, 4});
  check_graph(graph);

  std::vector<std::string> names;
  for (const Operator& op : graph.operators) names.emplace_back(operator_name(op));
  const std::vector<std::string> expected = {"CONV_2D",
                                             "CONV_2D",
                                             "DEPTHWISE_CONV_2D",
                                             "CONV_2D",
                                             "ADD",
                                             "DEPTHWISE_CONV_2D",
                                             "CONV_2D",
                                             "AVERAGE_POOL_2D",
                                             "RESHAPE",
                                             "FULLY_CONNECTED",
                                             "SOFTMAX"};
  EXPECT_EQ(names, expected);

  std::int64_t constant_bytes = 0;
  for (const Tensor& tensor : graph.tensors) {
    if (tensor.constant()) constant_bytes += byte_count(tensor);
  }
  EXPECT_EQ(constant_bytes, network.weights_bytes());
}

TEST(Quantise, ZeroIsAStep) {
  const Quantisation wide = activation_quantisation({-1.0f, 3.0f});
  EXPECT_FLOAT_EQ(wide.scale, 4.0f / 255.0f);
  EXPECT_EQ(wide.zero_point, -64);
  const Quantisation positive = activation_quantisation({0.0f, 6.0f});
  EXPECT_EQ(positive.zero_point, -128);
  EXPECT_GT(activation_quantisation({0.0f, 0.0f}).scale, 0.0f);
}

TEST(Quantise, RoundsTiesToEven) {
  EXPECT_EQ(quantise_weight(0.5f, 1.0f), 0);
  EXPECT_EQ(quantise_weight(1.5f, 1.0f), 2);
  EXPECT_EQ(quantise_weight(-300.0f, 1.0f), -127);
  EXPECT_EQ(quantise_bias(-2.5f, 1.0), -2);
}

}  // namespace
}  // namespace satchel
