#include "firmware/agent/telemetry/day_counters.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <random>
#include <vector>

namespace satchel {
namespace {

using Answers = std::array<int32_t, kMostAnswers>;

constexpr LearningQuestion kAll[] = {LearningQuestion::kInferences, LearningQuestion::kDecisions,
                                     LearningQuestion::kConfidence, LearningQuestion::kDrift,
                                     LearningQuestion::kLatency};

Answers ask(const DayCounters& day, LearningQuestion question,
            const FeatureStatistics& card = {-20 * 256, 30 * 256}) {
  Answers answers = {};
  day.answer(question, card, answers.data());
  return answers;
}

DayCounters random_day(std::mt19937& random) {
  DayCounters day;
  const uint32_t kinds = 1 + random() % 20,
                 uses = random() % 3 == 0 ? random() % 8 : random() % 9000;
  for (uint32_t i = 0; i < uses; ++i) {
    day.count({static_cast<int32_t>(random() % kinds) - 1,
               static_cast<uint8_t>(random() >> random() % 25),
               static_cast<uint32_t>(random() >> random() % 32)});
  }
  std::vector<int8_t> features(random() % 400);
  const int middle = static_cast<int>(random() % 200) - 100;
  const uint32_t spread = 1 + random() % 100;
  for (int8_t& value : features) {
    value =
        static_cast<int8_t>(std::clamp(middle + static_cast<int>(random() % spread), -128, 127));
  }
  day.count_features(features.data(), features.size());
  return day;
}

int64_t distance(const Answers& left, const Answers& right) {
  int64_t sum = 0;
  for (size_t i = 0; i < left.size(); ++i) sum += std::abs(int64_t{left[i]} - right[i]);
  return sum;
}

// What the privacy of a report rests on.
TEST(DayCounters, AnyTwoDaysDifferByNoMoreThanTheSensitivity) {
  const uint32_t seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 1500; ++round) {
    const DayCounters left = random_day(random), right = random_day(random);
    const FeatureStatistics card = {static_cast<int32_t>(random() % 65536) - 32768,
                                    static_cast<uint32_t>(random() >> (random() % 32))};
    for (const LearningQuestion question : kAll) {
      const Answers a = ask(left, question, card), b = ask(right, question, card);
      const AnswerShape& shape = shape_of(question);
      ASSERT_LE(distance(a, b), shape.sensitivity());
      int64_t sum = 0;
      for (size_t i = 0; i < shape.count; ++i) {
        ASSERT_TRUE(a[i] >= shape.low && a[i] <= shape.high);
        sum += a[i];
      }
      ASSERT_TRUE(shape.together == 0 || sum <= shape.together);
    }
  }
}

// ... and which is not larger than it has to be.
TEST(DayCounters, SomeTwoDaysDifferByAllOfTheSensitivity) {
  DayCounters low, high;
  const std::vector<int8_t> dark(256, -128);
  std::vector<int8_t> bright(256, 127);
  for (size_t i = 0; i < bright.size(); i += 2) bright[i] = -128;
  low.count_features(dark.data(), dark.size());
  high.count_features(bright.data(), bright.size());
  for (int i = 0; i < 70'000; ++i) high.count({3, 255, UINT32_MAX});
  DayCounters other;
  for (int i = 0; i < 2000; ++i) other.count({Inference::kAbstained, 0, 0});
  EXPECT_EQ(
      distance(ask(low, LearningQuestion::kInferences), ask(high, LearningQuestion::kInferences)),
      255);
  EXPECT_EQ(
      distance(ask(other, LearningQuestion::kDecisions), ask(high, LearningQuestion::kDecisions)),
      2048);
  EXPECT_EQ(
      distance(ask(other, LearningQuestion::kConfidence), ask(high, LearningQuestion::kConfidence)),
      2048);
  EXPECT_EQ(distance(ask(other, LearningQuestion::kLatency), ask(high, LearningQuestion::kLatency)),
            141);
  const FeatureStatistics narrow = {-10 * 256, 256};
  EXPECT_EQ(distance(ask(low, LearningQuestion::kDrift, narrow),
                     ask(high, LearningQuestion::kDrift, narrow)),
            128 + 64 + ask(high, LearningQuestion::kDrift, narrow)[1]);
}

TEST(DayCounters, CountWhatWasDecided) {
  DayCounters day;
  for (int i = 0; i < 10; ++i) day.count({2, 200, 5000});
  for (int i = 0; i < 4; ++i) day.count({Inference::kAbstained, 31, 5000});
  day.count({15, 32, 9000});
  day.count({200, 255, 30'000});
  EXPECT_EQ(ask(day, LearningQuestion::kDecisions),
            (Answers{4, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2}));
  EXPECT_EQ(ask(day, LearningQuestion::kConfidence), (Answers{4, 1, 0, 0, 0, 0, 10, 1}));
  EXPECT_EQ(ask(day, LearningQuestion::kLatency),
            (Answers{static_cast<int32_t>(latency_bucket(5000)),
                     static_cast<int32_t>(latency_bucket(9000)),
                     static_cast<int32_t>(latency_bucket(30'000))}));
  EXPECT_EQ(ask(day, LearningQuestion::kInferences)[0], 0);
  for (int i = 0; i < 112; ++i) day.count({});
  EXPECT_EQ(ask(day, LearningQuestion::kInferences)[0], 1) << "128 of 256, rounded";
}

TEST(DayCounters, ScaleALongDayDownAndKeepItsShares) {
  DayCounters day;
  for (int i = 0; i < 30'000; ++i) day.count({i % 4 == 0 ? 1 : 0, 100, 700});
  const Answers answers = ask(day, LearningQuestion::kDecisions);
  EXPECT_EQ(answers[1], 768);
  EXPECT_EQ(answers[2], 256);
}

TEST(DayCounters, MeasureDriftAgainstTheCard) {
  std::mt19937 random(7);
  std::normal_distribution<double> normal(10, 20);
  DayCounters day;
  std::vector<int8_t> features(100'000);
  double sum = 0, squares = 0;
  for (int8_t& value : features) {
    value = static_cast<int8_t>(std::clamp(normal(random), -128.0, 127.0));
    sum += value;
    squares += value * value;
  }
  day.count_features(features.data(), features.size());
  const double mean = sum / 1e5, deviation = std::sqrt(squares / 1e5 - mean * mean);
  const FeatureStatistics card = {4 * 256, 10 * 256};
  const Answers answers = ask(day, LearningQuestion::kDrift, card);
  EXPECT_NEAR(answers[0], (mean - 4) / 10 * 16, 0.6);
  EXPECT_NEAR(answers[1], std::log2(deviation / 10) * 16, 0.6);
  EXPECT_EQ(ask(DayCounters(), LearningQuestion::kDrift, card), Answers{});
  EXPECT_EQ(ask(day, LearningQuestion::kDrift, FeatureStatistics()), Answers{});
}

TEST(DayCounters, LogarithmsAndBucketsAreTheRealOnes) {
  for (const uint64_t value : {uint64_t{1}, uint64_t{2}, uint64_t{3}, uint64_t{1000},
                               uint64_t{65535}, uint64_t{1} << 40, UINT64_MAX}) {
    EXPECT_NEAR(log2_256ths(value), std::log2(static_cast<double>(value)) * 256, 1.001) << value;
  }
  uint32_t before = 0;
  for (uint64_t us = 1; us <= UINT32_MAX; us += 1 + us / 50) {
    const uint32_t bucket = latency_bucket(static_cast<uint32_t>(us));
    const double octave = std::floor(std::log2(static_cast<double>(us)));
    const bool upper = static_cast<double>(us) >= 1.5 * std::exp2(octave);
    EXPECT_EQ(bucket, std::min<uint32_t>(2 * static_cast<uint32_t>(octave) + (upper ? 1 : 0),
                                         kLatencyBuckets - 1))
        << us;
    EXPECT_GE(bucket, before);
    before = bucket;
  }
  EXPECT_EQ(latency_bucket(0), 0u);
}

}  // namespace
}  // namespace satchel
