#include "trainer/train/thresholds.h"

#include <gtest/gtest.h>

namespace satchel {
namespace {

StreamScores answered(int label, int best, int score) {
  StreamScores scores;
  scores.label = label;
  scores.highest.assign(3, -128);
  scores.highest[static_cast<std::size_t>(best)] = static_cast<std::int8_t>(score);
  return scores;
}

TEST(Thresholds, WeighMissesAgainstFalseAccepts) {
  // Of 100 words 30 are said at 180/256, the others at 240/256; of 100 other sounds `wrong` fire
  // the label at 200/256.
  const auto threshold = [](int wrong) {
    std::vector<StreamScores> scores;
    for (int i = 0; i < 30; ++i) scores.push_back(answered(1, 1, 52));
    for (int i = 0; i < 70; ++i) scores.push_back(answered(1, 1, 112));
    for (int i = 0; i < wrong; ++i) scores.push_back(answered(0, 1, 72));
    for (int i = wrong; i < 100; ++i) scores.push_back(answered(0, 0, 127));
    return calibrate_thresholds(scores, 3)[1];
  };
  EXPECT_DOUBLE_EQ(threshold(0), kLowestThreshold);
  EXPECT_DOUBLE_EQ(threshold(15), kLowestThreshold) << "equal costs: the lower";
  EXPECT_DOUBLE_EQ(threshold(16), 201.0 / 256.0);
}

TEST(Thresholds, StayWithinReach) {
  const std::vector<StreamScores> wrong(10, answered(0, 1, 127));
  const std::vector<double> thresholds = calibrate_thresholds(wrong, 3);
  EXPECT_DOUBLE_EQ(thresholds[1], kLowestThreshold) << "nothing that it does lowers the cost";
  EXPECT_DOUBLE_EQ(thresholds[2], kLowestThreshold);
  std::vector<StreamScores> high(10, answered(1, 1, 127));
  for (int i = 0; i < 10; ++i) high.push_back(answered(0, 1, 101));
  EXPECT_DOUBLE_EQ(calibrate_thresholds(high, 3)[1], 230.0 / 256.0);
  EXPECT_DOUBLE_EQ(calibrate_thresholds({}, 2)[1], kLowestThreshold);
}

}  // namespace
}  // namespace satchel
