#include "trainer/train/checkpoint.h"

#include <gtest/gtest.h>

#include "base/file.h"

namespace satchel {
namespace {

struct Example {
  Network network = build_network({}, {20, 10, 1}, 3);
  ParameterLayout layout = lay_out_parameters(network);
  RunState state;

  Example() {
    state.plan = {5, 2};
    state.epochs_done = 3;
    state.network = initial_state(network, layout, 4);
    state.average = initial_state(network, layout, 5);
    state.ranges.assign(network.layers.size(), {-1.5f, 2.5f});
    state.history.push_back({true, 1.25, 0.5, 1.125, 0.75});
  }
};

TEST(Checkpoint, GivesBackWhatWasWritten) {
  const TemporaryFolder folder;
  Example example;
  const auto path = folder.path() / "checkpoint.cbor";
  write_checkpoint(path, "key", example.state);
  const auto read = read_checkpoint(path, "key", example.layout, example.network.layers.size());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->epochs_done, 3);
  EXPECT_EQ(read->plan.float_epochs, 5);
  EXPECT_EQ(read->network.parameters, example.state.network.parameters);
  EXPECT_EQ(read->average.statistics, example.state.average.statistics);
  EXPECT_EQ(read->ranges[2].high, 2.5f);
  ASSERT_EQ(read->history.size(), 1u);
  EXPECT_EQ(read->history[0].validation_accuracy, 0.75);
}

TEST(Checkpoint, OfAnotherRunOrDamagedCountsAsNone) {
  const TemporaryFolder folder;
  Example example;
  const auto path = folder.path() / "checkpoint.cbor";
  const std::size_t layers = example.network.layers.size();
  EXPECT_FALSE(read_checkpoint(path, "key", example.layout, layers));
  write_checkpoint(path, "key", example.state);
  EXPECT_FALSE(read_checkpoint(path, "other", example.layout, layers));
  EXPECT_FALSE(read_checkpoint(path, "key", example.layout, layers + 1));
  std::vector<std::uint8_t> bytes = read_file(path);
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, bytes.size() / 2}) {
    write_file_atomically(path, std::span(bytes).first(length));
    EXPECT_FALSE(read_checkpoint(path, "key", example.layout, layers));
  }
}

}  // namespace
}  // namespace satchel
