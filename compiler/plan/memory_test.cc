#include "compiler/plan/memory.h"

#include <gtest/gtest.h>

#include <random>

namespace satchel {
namespace {

bool needed_together(const MemoryBlock& a, const MemoryBlock& b) {
  return a.first <= b.last && b.first <= a.last;
}

void expect_sound(const std::vector<MemoryBlock>& blocks,
                  const std::vector<MemorySharing>& sharings, const MemoryPlan& plan) {
  EXPECT_EQ(plan.bytes % 16, 0u);
  for (std::size_t a = 0; a < blocks.size(); ++a) {
    EXPECT_EQ(plan.offsets[a] % blocks[a].alignment, 0u);
    EXPECT_LE(plan.offsets[a] + blocks[a].bytes, plan.bytes);
    for (std::size_t b = 0; b < a; ++b) {
      if (!needed_together(blocks[a], blocks[b])) continue;
      bool allowed = plan.offsets[a] + blocks[a].bytes <= plan.offsets[b] ||
                     plan.offsets[b] + blocks[b].bytes <= plan.offsets[a];
      for (const MemorySharing& sharing : sharings) {
        const bool pair = (sharing.input == a && sharing.output == b) ||
                          (sharing.input == b && sharing.output == a);
        if (!pair) continue;
        allowed |= sharing.overlap.permits(std::int64_t{plan.offsets[sharing.output]} -
                                           std::int64_t{plan.offsets[sharing.input]});
      }
      EXPECT_TRUE(allowed) << "blocks " << a << " and " << b;
    }
  }
}

TEST(PlanMemory, AChainNeedsItsTwoLargestNeighbours) {
  const std::vector<MemoryBlock> blocks = {
      {160, 0, 1}, {320, 1, 2}, {160, 2, 3}, {320, 3, 4}, {16, 4, 5}};
  const MemoryPlan plan = plan_memory(blocks, {});
  expect_sound(blocks, {}, plan);
  EXPECT_EQ(plan.bytes, 480u);
}

TEST(PlanMemory, AStepInPlaceNeedsNoSecondBlock) {
  const std::vector<MemoryBlock> blocks = {{160, 0, 1}, {160, 1, 2}};
  const std::vector<MemorySharing> sharings = {{0, 1, element_order()}};
  const MemoryPlan plan = plan_memory(blocks, sharings);
  expect_sound(blocks, sharings, plan);
  EXPECT_EQ(plan.bytes, 160u);
}

TEST(PlanMemory, AnOutputThatRunsAheadLiesLower) {
  const std::vector<MemoryBlock> blocks = {{160, 0, 1}, {160, 1, 2}, {160, 2, 3}};
  const std::vector<MemorySharing> sharings = {{0, 1, {-32, 1}}, {1, 2, {-32, 1}}};
  const MemoryPlan plan = plan_memory(blocks, sharings);
  expect_sound(blocks, sharings, plan);
  EXPECT_EQ(plan.bytes, 224u);
}

TEST(PlanMemory, RandomPlansAreSoundAndRepeatable) {
  const unsigned seed = 20264;
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  const auto pick = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  for (int round = 0; round < 60; ++round) {
    std::vector<MemoryBlock> blocks;
    std::vector<MemorySharing> sharings;
    std::uint32_t time = 0;
    const int count = pick(1, 20);
    for (int i = 0; i < count; ++i) {
      const auto last = time + static_cast<std::uint32_t>(pick(1, 3));
      blocks.push_back(
          {static_cast<std::uint32_t>(pick(1, 500)), time, last, pick(0, 1) == 0 ? 4u : 16u});
      if (i > 0 && blocks[blocks.size() - 2].last == time && pick(0, 2) > 0) {
        const std::int64_t modulus = pick(1, 7);
        sharings.push_back(
            {blocks.size() - 2, blocks.size() - 1, {pick(-100, 100) * modulus, modulus}});
      }
      time = pick(0, 1) == 0 ? last : time;
    }
    const MemoryPlan plan = plan_memory(blocks, sharings);
    expect_sound(blocks, sharings, plan);
    EXPECT_EQ(plan.offsets, plan_memory(blocks, sharings).offsets);
  }
}

}  // namespace
}  // namespace satchel
