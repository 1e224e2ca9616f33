#include "trainer/train/stopwatch.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace satchel {
namespace {

TEST(Stopwatch, WaitingIsNotWork) {
  const Stopwatch watch;
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_GE(watch.seconds(), 0.3);
  EXPECT_LT(watch.worked(), 0.2);
}

TEST(Stopwatch, WorkIs) {
  const Stopwatch watch;
  volatile unsigned count = 0;
  while (watch.worked() < 0.05) count = count + 1;
  EXPECT_GE(watch.seconds(), watch.worked());
}

}  // namespace
}  // namespace satchel
