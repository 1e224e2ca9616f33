#include <satchel/satchel.h>

#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "core/package/sample_package.h"

namespace {

struct Arena {
  alignas(16) uint8_t bytes[8 * 1024];
};

satchel::SamplePackage sample() {
  satchel::Random random(1);
  satchel::SamplePackage package;
  satchel::build_sample_package(random, &package);
  return package;
}

TEST(SatchelC, ChecksRunsAndShowsTensors) {
  const satchel::SamplePackage package = sample();
  Arena arena;
  satchel_finding finding;
  ASSERT_EQ(satchel_check(package.bytes, package.size, SATCHEL_TARGET_ANY, &finding), SATCHEL_OK);
  const size_t needed = satchel_required_arena(package.bytes, package.size);
  ASSERT_LE(needed, sizeof(arena.bytes));

  satchel_engine engine;
  ASSERT_EQ(satchel_init(&engine, package.bytes, package.size, SATCHEL_TARGET_ANY, arena.bytes,
                         needed, nullptr),
            SATCHEL_OK);
  EXPECT_EQ(satchel_input_count(&engine), 1u);
  EXPECT_EQ(satchel_output_count(&engine), 1u);
  size_t bytes = 0;
  void* input = satchel_input(&engine, 0, &bytes);
  ASSERT_EQ(bytes, 120u);
  std::memset(input, 3, bytes);
  satchel_run(&engine);
  const int8_t* output = static_cast<const int8_t*>(satchel_output(&engine, 0, &bytes));
  ASSERT_EQ(bytes, 5u);
  int sum = 0;  // a softmax's shares: 256 give or take the rounding
  for (size_t i = 0; i < bytes; ++i) sum += output[i] + 128;
  EXPECT_NEAR(sum, 256, 3);
  EXPECT_EQ(satchel_input(&engine, 1, nullptr), nullptr);
  EXPECT_EQ(satchel_output(&engine, 1, nullptr), nullptr);
}

TEST(SatchelC, ComparesGoldenVectors) {
  satchel::SamplePackage package = sample();
  Arena arena;
  satchel_engine engine;
  ASSERT_EQ(satchel_init(&engine, package.bytes, package.size, SATCHEL_TARGET_ANY, arena.bytes,
                         sizeof(arena.bytes), nullptr),
            SATCHEL_OK);
  ASSERT_EQ(satchel_golden_count(&engine), 1u);
  EXPECT_EQ(satchel_golden_equal(&engine, 0), 0);  // the sample's outputs are zeros
  uint8_t* golden = package.bytes + package.entry(satchel::Section::kGolden).offset;
  std::memcpy(golden + sizeof(satchel::GoldenHeader) + 120, satchel_output(&engine, 0, nullptr), 5);
  EXPECT_EQ(satchel_golden_equal(&engine, 0), 1);
  EXPECT_EQ(satchel_golden_equal(&engine, 1), 0);
}

TEST(SatchelC, SaysWhatIsWrong) {
  const satchel::SamplePackage package = sample();
  Arena arena;
  satchel_engine engine;
  satchel_finding finding;
  EXPECT_EQ(satchel_init(&engine, package.bytes, package.size, SATCHEL_TARGET_M0, arena.bytes,
                         sizeof(arena.bytes), &finding),
            SATCHEL_OTHER_TARGET);
  EXPECT_EQ(satchel_input_count(&engine), 0u);
  EXPECT_EQ(satchel_input(&engine, 0, nullptr), nullptr);
  satchel_run(&engine);  // does nothing

  EXPECT_EQ(satchel_init(&engine, package.bytes, package.size, SATCHEL_TARGET_ANY, arena.bytes, 16,
                         &finding),
            SATCHEL_ARENA_TOO_SMALL);
  EXPECT_EQ(finding.needed, satchel_required_arena(package.bytes, package.size));
  EXPECT_EQ(satchel_init(nullptr, package.bytes, package.size, SATCHEL_TARGET_ANY, arena.bytes, 16,
                         nullptr),
            SATCHEL_BAD_ARGUMENT);
  EXPECT_EQ(satchel_check(package.bytes, 10, SATCHEL_TARGET_ANY, nullptr), SATCHEL_TRUNCATED);
  EXPECT_EQ(satchel_check(package.bytes, package.size, static_cast<satchel_target>(99), nullptr),
            SATCHEL_BAD_ARGUMENT);
  EXPECT_EQ(satchel_required_arena("no package at all", 17), 0u);
  EXPECT_NE(std::string(satchel_status_text(SATCHEL_TRUNCATED)), "");
  EXPECT_STREQ(satchel_kernel_name(2), "Conv2d");
}

}  // namespace
