#include "trainer/train/thresholds.h"

#include <gtest/gtest.h>

namespace satchel {
namespace {

Answered answered(int label, int best, int score) {
  Answered answer;
  answer.label = label;
  answer.output.assign(3, -128);
  answer.output[static_cast<std::size_t>(best)] = static_cast<std::int8_t>(score);
  return answer;
}

TEST(Thresholds, KeepFalseAcceptsRare) {
  std::vector<Answered> answers(400, answered(0, 0, 100));
  // Two of 400 may fire label 1 in error; the third at 192/256 may not.
  for (const int score : {120, 90, 64, 10}) answers.push_back(answered(0, 1, score));
  const std::vector<double> thresholds = calibrate_thresholds(answers, 3);
  EXPECT_DOUBLE_EQ(thresholds[0], kLowestThreshold);
  EXPECT_DOUBLE_EQ(thresholds[1], 193.0 / 256.0);
  EXPECT_DOUBLE_EQ(thresholds[2], kLowestThreshold);
}

TEST(Thresholds, StayWithinReach) {
  std::vector<Answered> answers(10, answered(0, 1, 127));
  EXPECT_DOUBLE_EQ(calibrate_thresholds(answers, 3)[1], kHighestThreshold);
  EXPECT_DOUBLE_EQ(calibrate_thresholds({}, 2)[1], kLowestThreshold);
}

}  // namespace
}  // namespace satchel
