#include <gtest/gtest.h>

#include <algorithm>

#include "bench/traffic/measure.h"
#include "compiler/testing/loudness.h"

namespace satchel {
namespace {

TEST(Traffic, OfAnUpdateAndADayIsCountedBothWays) {
  const auto known = known_boards();
  if (std::ranges::find(known, "mps2_m4") == known.end()) GTEST_SKIP() << "mps2_m4 is not built";
  const PackageBytes package = loudness_package(Target::kM4);
  const TrafficReport report = measure_traffic(find_board("mps2_m4"), package);
  EXPECT_EQ(report.package_bytes, package.size());
  ASSERT_EQ(report.update.size(), 3u);
  for (const TrafficPart& part : report.update) {
    EXPECT_GT(part.line.sent, 0u) << part.name;
    EXPECT_GT(part.line.received, 0u) << part.name;
  }
  // Four characters for three bytes, and the frames around them.
  const LineTraffic& envelope = report.update[0].line;
  const LineTraffic& transfer = report.update[1].line;
  EXPECT_GT(envelope.sent, report.envelope_bytes * 4 / 3);
  EXPECT_GT(transfer.sent, package.size() * 4 / 3);
  EXPECT_LT(transfer.sent, package.size() * 3 / 2 + 1000);
  EXPECT_GT(report.questions, 0u);

  ASSERT_EQ(report.day.size(), 2u);
  EXPECT_GT(report.health_bytes, 0u);
  EXPECT_GT(report.day[0].line.received, report.health_bytes * 4 / 3);
  EXPECT_EQ(report.learning_bytes, 176u);
  EXPECT_GT(report.day[1].line.received, 176u * 4 / 3);
  EXPECT_LT(sum_of(report.day).received, 3000u);
}

}  // namespace
}  // namespace satchel
