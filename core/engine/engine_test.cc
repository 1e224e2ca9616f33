#include "core/engine/engine.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "core/kernels/tables.h"
#include "core/package/sample_package.h"

namespace satchel {
namespace {

struct Arena {
  alignas(16) uint8_t bytes[8 * 1024];
};

Capabilities everything() {
  Capabilities capabilities;
  capabilities.kernels = kAllKernels;
  return capabilities;
}

SamplePackage sample(uint32_t seed) {
  Random random(seed);
  SamplePackage package;
  build_sample_package(random, &package);
  return package;
}

std::string run_once(const SamplePackage& package, int8_t input, uint8_t fill) {
  Arena arena;
  std::memset(arena.bytes, fill, sizeof(arena.bytes));
  Engine engine;
  EXPECT_TRUE(
      engine.init(package.bytes, package.size, everything(), arena.bytes, sizeof(arena.bytes))
          .ok());
  std::memset(engine.input(0), input, engine.package().input(0).bytes);
  engine.run();
  return std::string(reinterpret_cast<const char*>(engine.output(0)),
                     engine.package().output(0).bytes);
}

TEST(Engine, AnswersDependOnTheInputAlone) {
  for (uint32_t seed = 1; seed <= 20; ++seed) {
    const SamplePackage package = sample(seed);
    for (const int8_t input : {int8_t{-128}, int8_t{0}, int8_t{127}}) {
      EXPECT_EQ(run_once(package, input, 0x00), run_once(package, input, 0xcd)) << "seed " << seed;
    }
  }
}

TEST(Engine, CallsTheHookAfterEachStep) {
  const SamplePackage package = sample(1);
  Arena arena;
  Engine engine;
  ASSERT_TRUE(
      engine.init(package.bytes, package.size, everything(), arena.bytes, sizeof(arena.bytes))
          .ok());
  std::vector<uint32_t> seen;
  StepHook hook;
  hook.context = &seen;
  hook.after_step = [](void* context, uint32_t index, const Step& step, const uint8_t*) {
    EXPECT_EQ(step.source, index);
    static_cast<std::vector<uint32_t>*>(context)->push_back(index);
  };
  engine.run(hook);
  EXPECT_EQ(seen, (std::vector<uint32_t>{0, 1, 2, 3, 4, 5, 6}));
}

TEST(Engine, RefusesUnsuitableArenas) {
  const SamplePackage package = sample(1);
  Arena arena;
  Engine engine;
  const auto init = [&](void* memory, size_t bytes) {
    return engine.init(package.bytes, package.size, everything(), memory, bytes);
  };
  EXPECT_EQ(init(nullptr, 4096).status, Status::kBadArgument);
  EXPECT_EQ(init(arena.bytes + 8, 4096).status, Status::kMisaligned);
  const Finding finding = init(arena.bytes, 16);
  EXPECT_EQ(finding.status, Status::kArenaTooSmall);
  EXPECT_FALSE(engine.ready());
  EXPECT_TRUE(init(arena.bytes, finding.needed).ok());
  EXPECT_TRUE(engine.ready());
}

}  // namespace
}  // namespace satchel
