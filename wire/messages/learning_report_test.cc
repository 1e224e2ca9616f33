#include "wire/messages/learning_report.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <climits>
#include <cstring>
#include <nlohmann/json.hpp>
#include <random>
#include <vector>

namespace satchel {
namespace {

using Json = nlohmann::json;
using Bytes = std::vector<uint8_t>;

Json bytes_of(size_t size, uint8_t value) {
  return Json::binary(Bytes(size, value));
}

// A report as another implementation of CBOR writes it: pairs in this order, then zeros.
Bytes encode(const std::vector<std::pair<uint8_t, Json>>& pairs) {
  Bytes bytes = {static_cast<uint8_t>(0xa0 + pairs.size())};
  for (const auto& [key, value] : pairs) {
    bytes.push_back(key);
    const Bytes item = Json::to_cbor(value);
    bytes.insert(bytes.end(), item.begin(), item.end());
  }
  bytes.resize(std::max(bytes.size(), kLearningReportBytes));
  return bytes;
}

std::vector<std::pair<uint8_t, Json>> good_pairs() {
  return {{1, 1}, {2, bytes_of(16, 7)}, {3, bytes_of(8, 9)}, {4, 500}, {5, 4}, {6, {-70, 3}}};
}

MessageStatus read(const Bytes& bytes, LearningReport* report) {
  return read_learning_report({bytes.data(), bytes.size()}, report);
}

MessageStatus refusal(const Bytes& bytes) {
  LearningReport report;
  report.milli_epsilon = 77;
  const MessageStatus status = read(bytes, &report);
  EXPECT_EQ(report.milli_epsilon, 77u) << "a refused report was set";
  return status;
}

TEST(LearningReport, IsReadAsAnotherEncoderWritesIt) {
  LearningReport report;
  ASSERT_EQ(read(encode(good_pairs()), &report), MessageStatus::kOk);
  EXPECT_EQ(report.pseudonym[15], 7);
  EXPECT_EQ(report.package[7], 9);
  EXPECT_EQ(report.milli_epsilon, 500u);
  EXPECT_EQ(report.question, LearningQuestion::kDrift);
  EXPECT_EQ(report.answers[0], -70);
  EXPECT_EQ(report.answers[1], 3);
  uint8_t written[kLearningReportBytes];
  ASSERT_TRUE(write_learning_report(report, written));
  EXPECT_EQ(Bytes(written, written + sizeof(written)), encode(good_pairs()));
}

TEST(LearningReport, HasOneSizeWhateverItSays) {
  const uint32_t seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 2000; ++round) {
    LearningReport report;
    for (uint8_t& byte : report.pseudonym) byte = static_cast<uint8_t>(random());
    report.milli_epsilon = 1 + random() % kMostReportMilliEpsilon;
    report.question = static_cast<LearningQuestion>(1 + random() % kLearningQuestions);
    for (size_t i = 0; i < shape_of(report.question).count; ++i) {
      report.answers[i] = static_cast<int32_t>(random() >> (random() % 32));
      if (random() % 8 == 0) report.answers[i] = random() % 2 == 0 ? INT32_MIN : INT32_MAX;
    }
    Bytes bytes(kLearningReportBytes);
    ASSERT_TRUE(write_learning_report(report, bytes.data()));
    LearningReport again;
    ASSERT_EQ(read(bytes, &again), MessageStatus::kOk);
    EXPECT_EQ(std::memcmp(again.pseudonym, report.pseudonym, sizeof(report.pseudonym)), 0);
    EXPECT_EQ(std::memcmp(again.package, report.package, sizeof(report.package)), 0);
    EXPECT_EQ(again.milli_epsilon, report.milli_epsilon);
    EXPECT_EQ(again.question, report.question);
    EXPECT_EQ(std::memcmp(again.answers, report.answers, sizeof(report.answers)), 0);
  }
}

TEST(LearningReport, RefusesWhatIsNotOnTheList) {
  auto pairs = good_pairs();
  pairs.emplace_back(7, "a name");
  EXPECT_EQ(refusal(encode(pairs)), MessageStatus::kUnknownElement);
  pairs = good_pairs();
  pairs[5].first = 8;
  EXPECT_EQ(refusal(encode(pairs)), MessageStatus::kUnknownElement);
  pairs = good_pairs();
  pairs[5].second = {1, "up", 2};
  EXPECT_EQ(refusal(encode(pairs)), MessageStatus::kBadValue);
  pairs[5].second = {1, "up"};
  EXPECT_EQ(refusal(encode(pairs)), MessageStatus::kMalformed);
  pairs[5].second = bytes_of(40, 1);  // sound, say
  EXPECT_EQ(refusal(encode(pairs)), MessageStatus::kMalformed);
}

TEST(LearningReport, RefusesValuesOutOfRange) {
  const std::pair<size_t, Json> changes[] = {
      {0, 2},
      {1, bytes_of(17, 7)},
      {2, bytes_of(7, 9)},
      {3, 0},
      {3, 2001},
      {4, 0},
      {4, 6},
      {5, {1}},
      {5, {1, 2, 3}},
      {5, {int64_t{INT32_MAX} + 1, 0}},
      {5, {int64_t{INT32_MIN} - 1, 0}},
  };
  for (const auto& [field, value] : changes) {
    auto pairs = good_pairs();
    pairs[field].second = value;
    const MessageStatus wanted =
        field == 0 ? MessageStatus::kUnsupportedVersion : MessageStatus::kBadValue;
    EXPECT_EQ(refusal(encode(pairs)), wanted) << "field " << field << " = " << value;
  }
}

TEST(LearningReport, RefusesAnotherEncodingAndHiddenBytes) {
  Bytes bytes = encode(good_pairs());
  bytes.back() = 1;
  EXPECT_EQ(refusal(bytes), MessageStatus::kNotDeterministic);
  bytes.back() = 0;
  bytes.pop_back();
  EXPECT_EQ(refusal(bytes), MessageStatus::kWrongSize);
  bytes.resize(kLearningReportBytes + 1);
  EXPECT_EQ(refusal(bytes), MessageStatus::kWrongSize);
  bytes = encode(good_pairs());
  bytes.insert(bytes.begin() + 2, {0x18});  // the version 1 in two bytes
  bytes.pop_back();
  EXPECT_EQ(refusal(bytes), MessageStatus::kNotDeterministic);
  bytes = encode(good_pairs());
  bytes[0] = 0xa7;  // a pair is missing
  EXPECT_NE(refusal(bytes), MessageStatus::kOk);
  bytes[0] = 0xa5;
  EXPECT_NE(refusal(bytes), MessageStatus::kOk);
}

TEST(LearningQuestions, TakeTheirSensitivityFromTheRanges) {
  // Two days that are as far apart as the ranges allow.
  const std::pair<LearningQuestion, uint32_t> wanted[] = {
      {LearningQuestion::kInferences, 255},  {LearningQuestion::kDecisions, 2048},
      {LearningQuestion::kConfidence, 2048}, {LearningQuestion::kDrift, 256},
      {LearningQuestion::kLatency, 141},
  };
  for (const auto& [question, sensitivity] : wanted) {
    EXPECT_EQ(shape_of(question).sensitivity(), sensitivity);
  }
}

}  // namespace
}  // namespace satchel
