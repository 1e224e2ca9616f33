#include "firmware/agent/update/updates.h"

#include <gtest/gtest.h>

#include "firmware/boards/simulated/storage_kit.h"
#include "firmware/boards/simulated/tiny_package.h"

namespace satchel {
namespace {

using simulated::Bytes;
using simulated::FakeKey;
using simulated::seal;
using simulated::StorageKit;
using simulated::tiny_package;

constexpr FlashGeometry kFlash = {16384, 512, 4, false};
constexpr FlashPlan kPlan = {{0, 2048, 2}, {4096, 2048, 2}, {12288, 1024, 2}};
const std::string kLesson = "four words";

// The lesson's first model runs, sequence 3.
class UpdatesTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(kit.start());
    ASSERT_EQ(kit.deliver(seal(kLesson, first, 3, key), first), UpdateStatus::kOk);
    running = kit.visible();
  }

  UpdateStatus accept(const Bytes& envelope) {
    return kit.updates.accept({envelope.data(), envelope.size()}, kit.conditions, &acceptance);
  }
  SuitStatus reason(const Bytes& envelope) {
    EXPECT_EQ(accept(envelope), UpdateStatus::kEnvelopeRefused);
    return acceptance.reason;
  }
  LessonRecord record(uint32_t lesson = 0) {
    LessonRecord found = {};
    EXPECT_TRUE(kit.updates.lesson(lesson, &found));
    return found;
  }
  bool runs(const Bytes& package) {
    const ByteView view = kit.updates.package(0);
    return Bytes(view.data, view.data + view.size) == package;
  }

  FakeKey key{1};
  simulated::Flash flash{kFlash};
  StorageKit kit{flash, kPlan};
  Bytes first = tiny_package(kLesson, 1, 300);
  Bytes second = tiny_package(kLesson, 2, 700);
  Acceptance acceptance;
  std::string running;
};

TEST_F(UpdatesTest, RefusesAnEnvelopeForItsReasonAndWritesNothing) {
  FakeKey stranger(2);
  const uint64_t before = flash.operations();
  Bytes cut = seal(kLesson, second, 4, key);
  cut.pop_back();
  EXPECT_EQ(accept(cut), UpdateStatus::kEnvelopeRefused);
  EXPECT_EQ(reason(seal(kLesson, second, 4, stranger)), SuitStatus::kBadSignature);
  EXPECT_EQ(reason(seal(kLesson, second, 4, key, [](ModelUpdate* u) { u->class_id[0] = 1; })),
            SuitStatus::kOtherClass);
  EXPECT_EQ(reason(seal(kLesson, second, 2, key)), SuitStatus::kReplayed);
  EXPECT_EQ(reason(seal(kLesson, second, 3, key)), SuitStatus::kSequenceReused);
  EXPECT_EQ(reason(seal(kLesson, second, 4, key, [](ModelUpdate* u) { u->size = 2049; })),
            SuitStatus::kPackageTooLarge);
  kit.conditions.now = 100;
  const auto expires = [](ModelUpdate* u) { u->has_use_before = true, u->use_before = 99; };
  EXPECT_EQ(reason(seal(kLesson, second, 4, key, expires)), SuitStatus::kExpired);
  const auto battery = [](ModelUpdate* u) {
    u->has_minimum_battery = true, u->minimum_battery = 1001;
  };
  EXPECT_EQ(reason(seal(kLesson, second, 4, key, battery)), SuitStatus::kBatteryLow);
  const auto firmware = [](ModelUpdate* u) {
    u->has_least_firmware = true, u->least_firmware = {9, 0, 0};
  };
  EXPECT_EQ(reason(seal(kLesson, second, 4, key, firmware)), SuitStatus::kFirmwareTooOld);
  kit.conditions.publisher = nullptr;
  EXPECT_EQ(accept(seal(kLesson, second, 4, key)), UpdateStatus::kUnprovisioned);
  EXPECT_EQ(flash.operations(), before);
  EXPECT_EQ(kit.visible(), running);
}

TEST_F(UpdatesTest, HasNoPlaceForAThirdLesson) {
  const Bytes other = tiny_package("swing", 3);
  const Bytes third = tiny_package("hands", 4);
  EXPECT_EQ(kit.deliver(seal("swing", other, 1, key), other), UpdateStatus::kOk);
  EXPECT_EQ(accept(seal("hands", third, 1, key)), UpdateStatus::kNoPlace);
  EXPECT_TRUE(runs(first));
}

TEST_F(UpdatesTest, TakesChunksInOrderAndOnlyForAnAcceptedEnvelope) {
  uint32_t wanted = 7;
  EXPECT_EQ(kit.updates.chunk(0, 0, {second.data(), 10}, &wanted), UpdateStatus::kNothingAccepted);
  EXPECT_EQ(kit.updates.chunk(1, 0, {second.data(), 10}, &wanted), UpdateStatus::kNoLesson);
  ASSERT_EQ(accept(seal(kLesson, second, 4, key)), UpdateStatus::kOk);
  EXPECT_TRUE(acceptance.transfer);
  EXPECT_EQ(kit.updates.chunk(0, 0, {second.data(), 600}, &wanted), UpdateStatus::kOk);
  EXPECT_EQ(wanted, 600u);
  EXPECT_EQ(kit.updates.chunk(0, 0, {second.data(), 600}, &wanted), UpdateStatus::kWrongOffset);
  EXPECT_EQ(wanted, 600u);
  EXPECT_EQ(kit.updates.chunk(0, 600, {second.data(), second.size()}, &wanted),
            UpdateStatus::kTooManyBytes);
  // After a restart it goes on at the last whole sector.
  StorageKit again(flash, kPlan);
  ASSERT_TRUE(again.start());
  EXPECT_EQ(again.updates.progress(0, &wanted), UpdateStatus::kOk);
  EXPECT_EQ(wanted, 512u);
  EXPECT_EQ(again.deliver(seal(kLesson, second, 4, key), second), UpdateStatus::kOk);
}

TEST_F(UpdatesTest, RefusesAPackageThatIsNotWhatItHasToBe) {
  Bytes damaged = second;
  damaged[400] ^= 1;
  EXPECT_EQ(kit.transfer(seal(kLesson, second, 4, key), damaged), UpdateStatus::kWrongDigest);
  EXPECT_EQ(record().failure, UpdateStatus::kWrongDigest);
  Bytes malformed = second;
  malformed[0] ^= 1;
  EXPECT_EQ(kit.transfer(seal(kLesson, malformed, 5, key), malformed),
            UpdateStatus::kMalformedPackage);
  const Bytes swing = tiny_package("swing", 3);
  EXPECT_EQ(kit.transfer(seal(kLesson, swing, 6, key), swing), UpdateStatus::kOtherLesson);
  Bytes wrong = second;
  wrong[wrong.size() - 5] ^= 1;  // the golden output is followed by four bytes of padding
  EXPECT_EQ(kit.transfer(seal(kLesson, wrong, 7, key), wrong), UpdateStatus::kSelfTestFailed);
  EXPECT_TRUE(runs(first));
  EXPECT_EQ(record().sequence, 7u) << "what fails leaves the number raised";
  EXPECT_EQ(reason(seal(kLesson, second, 6, key)), SuitStatus::kReplayed);
}

TEST_F(UpdatesTest, ConfirmsOnlyTheAcceptedDigestAndOnlyInHealth) {
  EXPECT_EQ(kit.try_out(0, second), UpdateStatus::kOtherDigest);
  ASSERT_EQ(kit.transfer(seal(kLesson, second, 4, key), second), UpdateStatus::kOk);
  EXPECT_EQ(kit.try_out(0, first), UpdateStatus::kOtherDigest);
  EXPECT_EQ(kit.updates.confirm(0), UpdateStatus::kNotOnTrial);
  EXPECT_TRUE(runs(first));
  ASSERT_EQ(kit.try_out(0, second), UpdateStatus::kOk);
  EXPECT_TRUE(runs(second));
  EXPECT_EQ(kit.updates.confirm(0), UpdateStatus::kHealthUnknown);
  EXPECT_EQ(kit.updates.erase(0, 0), UpdateStatus::kSlotInUse);
  EXPECT_EQ(kit.updates.erase(0, 1), UpdateStatus::kSlotInUse);
  kit.observe_windows(0, true);
  EXPECT_EQ(kit.updates.confirm(0), UpdateStatus::kOk);
  EXPECT_TRUE(runs(second));
}

TEST_F(UpdatesTest, LeavesAnUnhealthyModelAndTakesTheSameEnvelopeAgain) {
  const Bytes envelope = seal(kLesson, second, 4, key);
  ASSERT_EQ(kit.transfer(envelope, second), UpdateStatus::kOk);
  ASSERT_EQ(kit.try_out(0, second), UpdateStatus::kOk);
  EXPECT_EQ(kit.updates.observe(0, false), UpdateStatus::kUnhealthy);
  EXPECT_TRUE(runs(first));
  EXPECT_EQ(record().sequence, 4u);
  EXPECT_EQ(accept(envelope), UpdateStatus::kOk);
  EXPECT_FALSE(acceptance.transfer) << "the slot still holds it";
  EXPECT_EQ(kit.deliver(envelope, second), UpdateStatus::kOk);
  EXPECT_TRUE(runs(second));
}

TEST_F(UpdatesTest, LeavesAModelThatKeepsStartingTheKit) {
  ASSERT_EQ(kit.transfer(seal(kLesson, second, 4, key), second), UpdateStatus::kOk);
  ASSERT_EQ(kit.try_out(0, second), UpdateStatus::kOk);
  for (int start = 0; start < kMaxTrialStarts; ++start) {
    ASSERT_TRUE(kit.start());
    EXPECT_TRUE(runs(second)) << start;
  }
  ASSERT_TRUE(kit.start());
  EXPECT_TRUE(runs(first));
  EXPECT_EQ(record().failure, UpdateStatus::kTrialRestarts);
}

TEST_F(UpdatesTest, GoesBackWithoutATransferUnderAHigherNumber) {
  ASSERT_EQ(kit.deliver(seal(kLesson, second, 4, key), second), UpdateStatus::kOk);
  EXPECT_EQ(reason(seal(kLesson, first, 3, key)), SuitStatus::kReplayed);
  ASSERT_EQ(accept(seal(kLesson, first, 5, key)), UpdateStatus::kOk);
  EXPECT_FALSE(acceptance.transfer);
  EXPECT_EQ(record().phase, UpdatePhase::kReady);
  EXPECT_EQ(kit.deliver(seal(kLesson, first, 5, key), first), UpdateStatus::kOk);
  EXPECT_TRUE(runs(first));
}

TEST_F(UpdatesTest, HasNothingToDoForTheModelThatRuns) {
  ASSERT_EQ(accept(seal(kLesson, first, 8, key)), UpdateStatus::kOk);
  EXPECT_FALSE(acceptance.transfer);
  EXPECT_EQ(record().phase, UpdatePhase::kIdle);
  EXPECT_EQ(record().sequence, 8u);
}

// A worn cell anywhere in the slot fails the update; elsewhere it is not noticed.
TEST_F(UpdatesTest, KeepsTheOldModelWhenASectorIsWorn) {
  const uint32_t slot = kPlan.slots.slot(0, 1);
  flash.wear_out(slot + 100);
  EXPECT_EQ(kit.transfer(seal(kLesson, second, 4, key), second), UpdateStatus::kFlashFailed);
  EXPECT_TRUE(runs(first));
  EXPECT_EQ(record().failure, UpdateStatus::kFlashFailed);
}

TEST_F(UpdatesTest, DoesNotRunASlotThatHasChanged) {
  const uint8_t zeros[4] = {};
  ASSERT_EQ(flash.program(kPlan.slots.slot(0, record().running) + 64, zeros, 4), FlashStatus::kOk);
  ASSERT_TRUE(kit.start());
  EXPECT_TRUE(kit.updates.damaged(0));
  EXPECT_EQ(kit.updates.package(0).size, 0u);
  // The same model again, under a higher number, goes into the other slot.
  EXPECT_EQ(kit.deliver(seal(kLesson, first, 4, key), first), UpdateStatus::kOk);
  EXPECT_TRUE(runs(first));
}

TEST_F(UpdatesTest, ForgetsEverythingButTheLedgerWhenErased) {
  ASSERT_EQ(kit.ledger.begin_term(2), LedgerStatus::kOk);
  ASSERT_EQ(kit.ledger.debit(500'000, kHighestTermEpsilon, 20, 0), LedgerStatus::kOk);
  ASSERT_EQ(erase_kit(kit.log, flash, kPlan), StoreStatus::kOk);
  ASSERT_TRUE(kit.start());
  EXPECT_EQ(kit.updates.package(0).size, 0u);
  EXPECT_EQ(kit.ledger.record().spent, 500'000u);
  EXPECT_EQ(kit.ledger.debit(500'000, kHighestTermEpsilon, 20, 90'000), LedgerStatus::kSameDay);
  EXPECT_EQ(kit.ledger.debit(500'000, kHighestTermEpsilon, 21, 60), LedgerStatus::kTooSoon);
  EXPECT_EQ(kit.ledger.begin_term(1), LedgerStatus::kLowerTerm);
}

}  // namespace
}  // namespace satchel
