#include "wire/messages/health_report.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace satchel {
namespace {

using Json = nlohmann::json;
using Bytes = std::vector<uint8_t>;
using Pairs = std::vector<std::pair<uint8_t, Json>>;

void append(Bytes* bytes, const Bytes& more) {
  bytes->insert(bytes->end(), more.begin(), more.end());
}

Bytes map_of(const Pairs& pairs) {
  Bytes bytes = {static_cast<uint8_t>(0xa0 + pairs.size())};
  for (const auto& [key, value] : pairs) {
    bytes.push_back(key);
    append(&bytes, Json::to_cbor(value));
  }
  return bytes;
}

Pairs lesson_pairs() {
  return {{1, "first words"}, {2, Json::binary(Bytes(32, 3))}, {3, 9}, {4, 3}, {5, 0}, {6, 1}};
}

Bytes encode(const Pairs& pairs, const std::vector<Bytes>& lessons) {
  Bytes bytes = map_of(pairs);
  bytes[0] = static_cast<uint8_t>(bytes[0] + 1);
  bytes.push_back(7);
  bytes.push_back(static_cast<uint8_t>(0x80 + lessons.size()));
  for (const Bytes& lesson : lessons) append(&bytes, lesson);
  return bytes;
}

Pairs good_pairs() {
  return {{1, 1}, {2, Json::binary(Bytes(32, 5))}, {3, {1, 2, 3}}, {4, 812}, {5, {7, 1, 0, 2}},
          {6, 12}};
}

MessageStatus read(const Bytes& bytes, HealthReport* report) {
  return read_health_report({bytes.data(), bytes.size()}, report);
}

MessageStatus answer(const Bytes& bytes) {
  HealthReport report;
  return read(bytes, &report);
}

TEST(HealthReport, IsReadAsAnotherEncoderWritesIt) {
  const Bytes bytes = encode(good_pairs(), {map_of(lesson_pairs()), map_of(lesson_pairs())});
  HealthReport report;
  ASSERT_EQ(read(bytes, &report), MessageStatus::kOk);
  EXPECT_EQ(report.kit[31], 5);
  EXPECT_EQ(report.firmware.patch, 3u);
  EXPECT_TRUE(report.has_battery);
  EXPECT_EQ(report.battery, 812u);
  EXPECT_EQ(report.starts.power_on, 7u);
  EXPECT_EQ(report.starts.unknown, 2u);
  EXPECT_EQ(report.settings, 12u);
  ASSERT_EQ(report.lesson_count, 2u);
  EXPECT_TRUE(equal(report.lessons[1].name, "first words"));
  EXPECT_EQ(report.lessons[1].package[0], 3);
  EXPECT_EQ(report.lessons[1].sequence, 9u);
  EXPECT_EQ(report.lessons[1].phase, 3);
  EXPECT_EQ(report.lessons[1].self_test, SelfTest::kPassed);
}

TEST(HealthReport, LeavesOutWhatAKitDoesNotHave) {
  Pairs pairs = good_pairs();
  pairs.erase(pairs.begin() + 3);
  Pairs lesson = lesson_pairs();
  lesson.erase(lesson.begin() + 1);
  HealthReport report;
  ASSERT_EQ(read(encode(pairs, {map_of(lesson)}), &report), MessageStatus::kOk);
  EXPECT_FALSE(report.has_battery);
  EXPECT_FALSE(report.lessons[0].has_package);
  EXPECT_EQ(answer(encode(pairs, {})), MessageStatus::kOk);
}

TEST(HealthReport, FitsWithTheLargestValues) {
  const std::string name(kMaxLessonBytes, 'n');
  HealthReport report;
  report.firmware = {UINT32_MAX, UINT32_MAX, UINT32_MAX};
  report.has_battery = true;
  report.battery = UINT32_MAX;
  report.starts = {UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX};
  report.settings = UINT64_MAX;
  report.lesson_count = kMaxHealthLessons;
  for (LessonHealth& lesson : report.lessons) {
    lesson = {view_of(name.c_str()), true, {}, UINT64_MAX, 4, 255, SelfTest::kFailed};
  }
  uint8_t bytes[kMaxHealthReportBytes];
  CborWriter writer(bytes, sizeof(bytes));
  ASSERT_TRUE(write_health_report(report, &writer));
  HealthReport again;
  EXPECT_EQ(read_health_report({bytes, writer.size()}, &again), MessageStatus::kOk);
  report.lesson_count = kMaxHealthLessons + 1;
  EXPECT_FALSE(write_health_report(report, &writer));
}

TEST(HealthReport, RefusesWhatIsNotOnTheList) {
  const Bytes lesson = map_of(lesson_pairs());
  Bytes more = encode(good_pairs(), {lesson});
  more[0] = static_cast<uint8_t>(more[0] + 1);
  append(&more, {8, 0x63, 'A', 'd', 'a'});
  EXPECT_EQ(answer(more), MessageStatus::kUnknownElement);
  Pairs pairs = lesson_pairs();
  pairs.emplace_back(7, "who used it");
  EXPECT_EQ(answer(encode(good_pairs(), {map_of(pairs)})), MessageStatus::kUnknownElement);
}

TEST(HealthReport, RefusesWhatIsMissingDoubledOrOutOfOrder) {
  const Bytes lesson = map_of(lesson_pairs());
  Pairs pairs = good_pairs();
  pairs.erase(pairs.begin() + 1);
  EXPECT_EQ(answer(encode(pairs, {lesson})), MessageStatus::kNotDeterministic);
  pairs = good_pairs();
  pairs.push_back(pairs.back());
  EXPECT_EQ(answer(encode(pairs, {lesson})), MessageStatus::kNotDeterministic);
  pairs = good_pairs();
  std::swap(pairs[1], pairs[2]);
  EXPECT_EQ(answer(encode(pairs, {lesson})), MessageStatus::kNotDeterministic);
  Bytes bytes = encode(good_pairs(), {lesson});
  bytes.push_back(0);
  EXPECT_EQ(answer(bytes), MessageStatus::kMalformed);
  EXPECT_EQ(answer(encode(good_pairs(), {lesson, lesson, lesson, lesson, lesson})),
            MessageStatus::kBadValue);
  for (size_t size = 0; size + 1 < bytes.size(); ++size) {
    EXPECT_NE(answer(Bytes(bytes.begin(), bytes.begin() + static_cast<long>(size))),
              MessageStatus::kOk);
  }
}

TEST(HealthReport, RefusesValuesOutOfRange) {
  const std::pair<size_t, Json> changes[] = {
      {1, Json::binary(Bytes(31, 5))}, {2, {1, 2}}, {3, uint64_t{1} << 32}, {4, {1, 2, 3, 4, 5}}};
  for (const auto& [field, value] : changes) {
    Pairs pairs = good_pairs();
    pairs[field].second = value;
    EXPECT_EQ(answer(encode(pairs, {})), MessageStatus::kBadValue) << value;
  }
  const std::pair<size_t, Json> wrong[] = {{0, ""}, {0, "two\nlines"}, {3, 5}, {4, 256}, {5, 3}};
  for (const auto& [field, value] : wrong) {
    Pairs pairs = lesson_pairs();
    pairs[field].second = value;
    EXPECT_EQ(answer(encode(good_pairs(), {map_of(pairs)})), MessageStatus::kBadValue) << value;
  }
}

}  // namespace
}  // namespace satchel
