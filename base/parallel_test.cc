#include "base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace satchel {
namespace {

TEST(ParallelFor, CallsEachIndexOnce) {
  std::vector<std::atomic<int>> calls(1000);
  parallel_for(
      calls.size(), [&](std::size_t i) { ++calls[i]; }, 4);
  for (const auto& count : calls) EXPECT_EQ(count, 1);
}

TEST(ParallelFor, DoesNothingForNone) {
  parallel_for(0, [](std::size_t) { FAIL(); });
}

TEST(ParallelFor, ThrowsAgainWhatACallThrew) {
  EXPECT_THROW(parallel_for(
                   100,
                   [](std::size_t i) {
                     if (i == 7) throw std::runtime_error("seven");
                   },
                   2),
               std::runtime_error);
}

}  // namespace
}  // namespace satchel
