#include "bench/privacy/fleet.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <random>

#include "bench/privacy/kit.h"
#include "link/telemetry/fleet_sums.h"

namespace satchel {
namespace {

// A thousand real planes, and a service that opens what they sealed: the error is the noise's and
// nothing else's.
TEST(Fleet, SumsOfAThousandKitsDifferFromTheTruthByTheNoiseAlone) {
  FleetOptions options;
  options.sizes = {250, 1000};
  options.days = 4;
  options.milli_epsilon = 1000;
  options.seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << options.seed);
  const std::vector<FleetError> errors = measure_fleet(options);
  ASSERT_EQ(errors.size(), 2 * kLearningQuestions);
  for (const FleetError& each : errors) {
    std::printf("  %zu kits, question %d: %.0f reports a day, error %.3f, by formula %.3f\n",
                each.kits, static_cast<int>(each.question), each.reports, each.measured,
                each.expected);
    // As many numbers as days times answers are averaged: at least four. Five of a chi-square's
    // deviations above; from below, noise that is too small would be a promise broken.
    EXPECT_LT(each.measured, 2.6 * each.expected);
    EXPECT_GT(each.measured, 0.05 * each.expected);
    EXPECT_GT(each.reports, 0.1 * static_cast<double>(each.kits)) << "each question has its turn";
  }
  for (std::size_t i = 0; i < kLearningQuestions; ++i) {
    EXPECT_NEAR(errors[i].expected / errors[i + kLearningQuestions].expected, 2, 0.5)
        << "four times as many kits, half the error";
  }
}

TEST(Fleet, ReportsOfKitsDifferEvenOnTheSameUse) {
  const SealingKey service = SealingKey::generate();
  PrivacyKit one(1, service.public_key(), 500), other(2, service.public_key(), 500);
  FleetSums sums;
  EXPECT_EQ(sums.add(one.live(1), service), FleetSums::Taken::kCounted);
  EXPECT_EQ(sums.add(other.live(1), service), FleetSums::Taken::kCounted);
  EXPECT_EQ(sums.add(one.live(2), service), FleetSums::Taken::kCounted);
}

}  // namespace
}  // namespace satchel
