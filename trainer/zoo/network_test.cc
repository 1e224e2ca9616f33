#include "trainer/zoo/network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace satchel {
namespace {

TEST(Network, SpellsOutTheBlocks) {
  ModelSettings settings;
  settings.stem = {.channels = 16, .kernel = {10, 4}, .stride = {2, 2}};
  settings.blocks = {{.channels = 24, .stride = {2, 2}, .repeat = 2}};
  const Network network = build_network(settings, {49, 10, 1}, 12);

  std::vector<std::string> names;
  for (const Layer& layer : network.layers) names.push_back(layer.name);
  EXPECT_THAT(names, testing::ElementsAre("stem", "block1.depthwise", "block1.pointwise",
                                          "block2.depthwise", "block2.pointwise", "block2.add",
                                          "pool", "dense"));
  EXPECT_EQ(network.layers[0].out, (LayerShape{25, 5, 16}));
  EXPECT_EQ(network.layers[1].out, (LayerShape{13, 3, 16}));
  EXPECT_EQ(network.layers[5].second_input, 2);
  EXPECT_FALSE(network.layers[4].relu);
  EXPECT_TRUE(network.layers[5].relu);
  EXPECT_EQ(network.layers[6].out, (LayerShape{1, 1, 24}));
  EXPECT_EQ(network.layers[7].out, (LayerShape{1, 1, 12}));
}

TEST(Network, CountsWeightsAndMacs) {
  ModelSettings settings;
  settings.stem = {.channels = 8, .kernel = {3, 3}, .stride = {1, 1}};
  settings.blocks = {{.channels = 4, .kernel = {3, 1}, .residual = false}};
  const Network network = build_network(settings, {5, 6, 1}, 3);
  EXPECT_EQ(network.weights_bytes(),
            (9 * 8 + 4 * 8) + (3 * 8 + 4 * 8) + (8 * 4 + 4 * 4) + (4 * 3 + 4 * 3));
  EXPECT_EQ(network.macs(), 30 * (9 * 8 + 3 * 8 + 8 * 4) + 4 * 3);
}

TEST(Network, TheDefaultForTenWordsFits40Kilobytes) {
  const Network network = build_network({}, {49, 40, 1}, 12);
  EXPECT_LE(network.weights_bytes(), 40 * 1024);
  EXPECT_LE(network.macs(), 2'600'000);
}

TEST(Network, ExpandsInsideABlock) {
  ModelSettings settings;
  settings.stem.channels = 8;
  settings.blocks = {{.channels = 8, .expand = 3}};
  const Network network = build_network(settings, {10, 10, 1}, 2);
  EXPECT_EQ(network.layers[1].out.channels, 24);
  EXPECT_EQ(network.layers[2].out.channels, 24);
  EXPECT_EQ(network.layers[3].out.channels, 8);
  EXPECT_EQ(network.layers[4].kind, LayerKind::kAdd);
  EXPECT_EQ(network.layers[4].second_input, 0);
}

TEST(Network, PadsAsTensorFlowDoes) {
  EXPECT_EQ(same_padding(49, 10, 2).before, 4);
  EXPECT_EQ(same_padding(49, 10, 2).after, 5);
  EXPECT_EQ(same_padding(10, 3, 1).before, 1);
  EXPECT_EQ(same_padding(10, 1, 4).after, 0);
}

TEST(Network, RefusesByName) {
  ModelSettings settings;
  settings.blocks[0].channels = 0;
  try {
    build_network(settings, {49, 10, 1}, 2);
    FAIL() << "accepted a block without channels";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), Exit::kRefused);
    EXPECT_THAT(error.what(), testing::HasSubstr("block 1: channels"));
  }
  settings = {};
  settings.kind = "transformer";
  EXPECT_THROW(build_network(settings, {49, 10, 1}, 2), Error);
}

}  // namespace
}  // namespace satchel
