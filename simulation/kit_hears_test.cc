// A kit that listens: what it shows, when it sleeps, what its sensor does to it.
#include <gtest/gtest.h>

#include <algorithm>

#include "simulation/hearing_kit.h"

namespace satchel::simulated {
namespace {

TEST_F(KitHears, ShowsThatItListensBeforeTheSensorHasPower) {
  bool shown_before = false;
  int starts = 0;
  kit_.ear.before_start = [&] {
    ++starts;
    shown_before = kit_.signs.on[static_cast<size_t>(Sign::kListening)];
  };
  install();
  EXPECT_GE(starts, 1);
  EXPECT_TRUE(shown_before);
  ASSERT_TRUE(listen(0).ok());
  kit_.advance(100);
  EXPECT_FALSE(kit_.ear.on) << "nothing listens: the sensor has no power";
  EXPECT_FALSE(kit_.signs.on[static_cast<size_t>(Sign::kListening)]);
  shown_before = false;
  ASSERT_TRUE(listen(1).ok());
  kit_.advance(100);
  EXPECT_TRUE(kit_.ear.on && shown_before);
  kit_.power_off();
  ASSERT_TRUE(kit_.power_on());
  kit_.advance(100);
  EXPECT_TRUE(kit_.ear.on) << "the choice is kept";
}

TEST_F(KitHears, DecidesWhatItHears) {
  install();
  hear(4 * kSecond, 20'000);
  kit_.advance(1000);
  EXPECT_EQ(kit_.signs.labels, std::vector<uint32_t>{0}) << "\"loud\", once within three seconds";
}

TEST_F(KitHears, PassesOverSilenceWithoutALookAtTheNetwork) {
  install();
  hear(2 * kSecond, 10);  // until the loud windows of before are gone
  kit_.advance(1000);
  const uint32_t inferred = listener().inferred();
  const uint32_t passed = listener().passed_over();
  hear(10 * kSecond, 10);
  kit_.advance(1000);
  EXPECT_EQ(listener().inferred(), inferred);
  EXPECT_GT(listener().passed_over(), passed + 30);
  hear(2 * kSecond, 20'000);
  kit_.advance(1000);
  EXPECT_GT(listener().inferred(), inferred);
}

TEST_F(KitHears, ATrialLooksAtSilenceToo) {
  hear(12 * kSecond, 10);
  ASSERT_TRUE(
      publisher_.install(kit_, publisher_.envelope("loudness", package_, 1), package_).ok());
  EXPECT_GE(listener().inferred(), kHealthyWindows);
}

TEST_F(KitHears, AStuckSensorFailsTheTrialAndIsSaid) {
  for (size_t i = 0; i < 3 * kSecond; ++i) kit_.ear.waiting.push_back(77);
  const Reply reply =
      publisher_.install(kit_, publisher_.envelope("loudness", package_, 1), package_);
  EXPECT_FALSE(reply.ok());
  const Reply lesson = kit_.read(smp_kit::kGroup, smp_kit::kLesson, Request().add("image", 1));
  EXPECT_EQ(lesson.number("failure"), static_cast<uint64_t>(UpdateStatus::kUnhealthy));
  EXPECT_TRUE(lesson.bytes("running").empty());
}

TEST_F(KitHears, AStuckSensorOfARunningLessonIsSaidUntilItMoves) {
  install();
  for (size_t i = 0; i < 3 * kSecond; ++i) kit_.ear.waiting.push_back(77);
  kit_.advance(61'000);
  EXPECT_EQ(trouble(), KitTrouble::kSensorStuck);
  EXPECT_TRUE(kit_.signs.on[static_cast<size_t>(Sign::kTrouble)]);
  hear(3 * kSecond, 1000);
  kit_.advance(61'000);
  EXPECT_EQ(trouble(), KitTrouble::kNone);
  EXPECT_FALSE(kit_.signs.on[static_cast<size_t>(Sign::kTrouble)]);
}

TEST_F(KitHears, ASensorThatDoesNotAnswerIsSaid) {
  install();
  kit_.ear.broken = true;
  kit_.advance(61'000);
  EXPECT_EQ(trouble(), KitTrouble::kSensorFailed);
  EXPECT_FALSE(kit_.signs.on[static_cast<size_t>(Sign::kListening)]);
}

class KitReports : public KitHears {
 protected:
  void SetUp() override {
    KitHears::SetUp();
    install();
    Settings settings;
    settings.has_service_key = true;
    std::memset(settings.service_key, 9, sizeof(settings.service_key));
    settings.telemetry = TelemetryLevel::kLearning;
    settings.milli_epsilon = 500;
    settings.ledger_cap = 40'000;
    settings.term = 1;
    ASSERT_TRUE(kit_.write(smp_kit::kGroup, smp_kit::kOrder,
                           Request().add("data", publisher_.settings(1, settings)))
                    .ok());
  }
  Reply learning() { return kit_.read(smp_kit::kGroup, smp_kit::kLearning); }
};

TEST_F(KitReports, OneSealedReportADayUsedOrNot) {
  EXPECT_TRUE(learning().bytes("data").empty()) << "there is nothing to tell yet";
  kit_.advance(5 * kHour);
  for (int day = 0; day < 10; ++day) {
    const ByteVector report = learning().bytes("data");
    ASSERT_EQ(report.size(), 176u) << "due every day that the plane is on";
    EXPECT_EQ(learning().bytes("data"), report) << "sent again byte for byte";
    ASSERT_TRUE(
        kit_.write(smp_kit::kGroup, smp_kit::kLearning, Request().add("taken", sha256_of(report)))
            .ok());
    EXPECT_TRUE(learning().bytes("data").empty()) << "one a day";
    if (day % 2 == 0) hear(3 * kSecond, 20'000);
    kit_.advance(24 * kHour);
  }
  EXPECT_EQ(kit_.read(smp_kit::kGroup, smp_kit::kStatus).number("spent"), 11 * 500'000u)
      << "the eleventh waits";
}

TEST_F(KitReports, AKitWithoutALessonThatListensReportsToo) {
  ASSERT_TRUE(listen(0).ok());
  kit_.advance(5 * kHour);
  EXPECT_EQ(learning().bytes("data").size(), 176u);
}

TEST_F(KitReports, ShowsThatItSendsBeforeItDoes) {
  kit_.advance(5 * kHour);
  kit_.signs.shown.clear();
  ASSERT_EQ(learning().bytes("data").size(), 176u);
  const std::pair<Sign, bool> sending = {Sign::kSending, true};
  EXPECT_EQ(std::ranges::count(kit_.signs.shown, sending), 1);
}

TEST_F(KitReports, NothingLeavesWithoutEntropy) {
  kit_.advance(5 * kHour);
  const ByteVector first = learning().bytes("data");
  kit_.write(smp_kit::kGroup, smp_kit::kLearning, Request().add("taken", sha256_of(first)));
  kit_.entropy.broken = true;
  kit_.advance(30 * kHour);
  const Reply none = learning();
  EXPECT_TRUE(none.bytes("data").empty());
  EXPECT_EQ(none.number("why"), static_cast<uint64_t>(PlaneStatus::kEntropyFailed));
}

TEST_F(KitReports, AClockThatIsSetAheadBringsNoReportsForward) {
  kit_.advance(5 * kHour);
  const ByteVector first = learning().bytes("data");
  kit_.write(smp_kit::kGroup, smp_kit::kLearning, Request().add("taken", sha256_of(first)));
  for (uint64_t day = 1; day < 50; ++day) {
    kit_.write(smp_kit::kGroup, smp_kit::kTime, Request().add("now", kNow + day * 86'400));
    EXPECT_TRUE(learning().bytes("data").empty()) << "four hours of its own running time";
  }
  kit_.advance(4 * kHour + 60'000);
  EXPECT_EQ(learning().bytes("data").size(), 176u);
}

}  // namespace
}  // namespace satchel::simulated
