#include "core/decide/decide.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <vector>

namespace satchel {
namespace {

// yes, no, _unknown_
std::vector<uint8_t> section(int smoothing = 1, int refractory = 0) {
  DecisionHeader header = {kDecisionVersion,
                           3,
                           100,
                           static_cast<uint16_t>(refractory),
                           static_cast<uint8_t>(smoothing),
                           {}};
  const DecisionLabel labels[3] = {{0, 0}, {50, 0}, {-128, kBackground}};
  std::vector<uint8_t> bytes(sizeof header + sizeof labels);
  std::memcpy(bytes.data(), &header, sizeof header);
  std::memcpy(bytes.data() + sizeof header, labels, sizeof labels);
  return bytes;
}

struct Stream {
  explicit Stream(const std::vector<uint8_t>& bytes)
      : rule(bytes.data()),
        memory(DecisionStream::required_bytes(rule)),
        stream(rule, memory.data()) {}
  int step(int8_t a, int8_t b, int8_t c) {
    const int8_t output[3] = {a, b, c};
    return stream.step(output).label;
  }
  DecisionRule rule;
  std::vector<uint8_t> memory;
  DecisionStream stream;
};

TEST(Decide, ValidatesOnlyWholeSections) {
  const std::vector<uint8_t> good = section();
  EXPECT_TRUE(DecisionRule::validate(good.data(), good.size()));
  for (size_t length = 0; length < good.size(); ++length) {
    EXPECT_FALSE(DecisionRule::validate(good.data(), length)) << length;
  }
  const auto with = [&](size_t at, uint8_t value) {
    std::vector<uint8_t> bytes = good;
    bytes[at] = value;
    return DecisionRule::validate(bytes.data(), bytes.size());
  };
  EXPECT_FALSE(with(0, 2)) << "version";
  EXPECT_FALSE(with(2, 0)) << "no labels";
  EXPECT_FALSE(with(3, 2)) << "515 labels";
  EXPECT_FALSE(with(4, 0)) << "no hop";
  EXPECT_FALSE(with(8, 0)) << "no smoothing";
  EXPECT_FALSE(with(8, kMaxSmoothing + 1)) << "smoothing";
  EXPECT_FALSE(with(9, 1)) << "reserved";
  EXPECT_FALSE(with(17, 2)) << "flags";
}

TEST(Decide, AClipFiresAtItsThresholdAndNeverForBackground) {
  const std::vector<uint8_t> bytes = section();
  const DecisionRule rule(bytes.data());
  const auto label = [&](int8_t a, int8_t b, int8_t c) {
    const int8_t output[3] = {a, b, c};
    return rule.decide(output).label;
  };
  EXPECT_EQ(label(0, -100, -100), 0);
  EXPECT_EQ(label(-1, -100, -100), Decision::kNone);
  EXPECT_EQ(label(-100, 50, -100), 1);
  EXPECT_EQ(label(-100, 49, -100), Decision::kNone);
  EXPECT_EQ(label(-100, 60, 100), Decision::kNone) << "the background is louder";
  const int8_t equal[3] = {60, 60, 60};
  EXPECT_EQ(rule.decide(equal).best, 0) << "the first of equals";
}

TEST(Decide, AStreamWaitsForItsHistoryAndThenForTheRefractoryTime) {
  const std::vector<uint8_t> bytes = section(2, 3);
  Stream stream(bytes);
  EXPECT_EQ(stream.step(127, -128, -128), Decision::kNone) << "one window of two";
  EXPECT_EQ(stream.step(127, -128, -128), 0);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(stream.step(127, -128, -128), Decision::kNone);
  EXPECT_EQ(stream.step(127, -128, -128), 0);
}

TEST(Decide, AMeanHasToReachTheThreshold) {
  const std::vector<uint8_t> bytes = section(2);
  Stream stream(bytes);
  stream.step(-128, -128, 127);
  EXPECT_EQ(stream.step(-128, 127, -128), Decision::kNone) << "one loud window is a mean of -1";
  EXPECT_EQ(stream.step(-128, -27, -128), 1) << "the mean is 50";
  stream.stream.reset();
  EXPECT_EQ(stream.step(-128, 127, -128), Decision::kNone) << "forgotten";
}

TEST(Decide, TheRunningSumsEqualTheMeansOfTheHistory) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (const int smoothing : {1, 3, 7, kMaxSmoothing}) {
    const std::vector<uint8_t> bytes = section(smoothing);
    Stream stream(bytes);
    std::vector<std::vector<int8_t>> history(smoothing, std::vector<int8_t>(3, -128));
    for (int i = 0; i < 200; ++i) {
      std::vector<int8_t> output(3);
      for (int8_t& value : output) value = static_cast<int8_t>(random());
      history.erase(history.begin());
      history.push_back(output);
      int sums[3] = {};
      for (const auto& window : history) {
        for (int c = 0; c < 3; ++c) sums[c] += window[c] + 128;
      }
      const Decision decision = stream.stream.step(output.data());
      const int best = static_cast<int>(std::max_element(sums, sums + 3) - sums);
      EXPECT_EQ(decision.best, best);
      EXPECT_EQ(decision.score, sums[best] / smoothing - 128);
    }
  }
}

}  // namespace
}  // namespace satchel
