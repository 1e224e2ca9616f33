#include "firmware/agent/sampler/consent.h"

#include <gtest/gtest.h>

#include "firmware/boards/simulated/flash.h"

namespace satchel {
namespace {

constexpr uint64_t kNow = 1'800'000'000, kDay = 86400;

class ConsentTest : public testing::Test {
 protected:
  ConsentTest() { EXPECT_EQ(log.mount(), StoreStatus::kOk); }

  bool given(const char* purpose, uint64_t now = kNow) {
    uint64_t until = 0;
    return Consent(log).given(view_of(purpose), now, &until);  // as after a restart
  }

  simulated::Flash flash{FlashGeometry{4096, 1024, 4}};
  RecordLog log{flash, {0, 2048, 2}};
  Consent consent{log};
};

TEST_F(ConsentTest, ACableAloneGivesNothing) {
  EXPECT_EQ(consent.ask(view_of("accents"), kNow + kDay, kNow, 0), ConsentStatus::kOk);
  EXPECT_FALSE(given("accents"));
  EXPECT_EQ(consent.pressed(kNow, 59'999), ConsentStatus::kOk);
  EXPECT_TRUE(given("accents"));
  EXPECT_FALSE(given("noise"));
}

TEST_F(ConsentTest, APressAnswersOnceAndOnlyAFreshQuestion) {
  EXPECT_EQ(consent.pressed(kNow, 0), ConsentStatus::kNotAsked);
  consent.ask(view_of("accents"), kNow + kDay, kNow, 0);
  EXPECT_EQ(consent.pressed(kNow, 60'000), ConsentStatus::kNotAsked) << "too late";
  consent.ask(view_of("accents"), kNow + kDay, kNow, 0);
  EXPECT_EQ(consent.pressed(kNow, 1), ConsentStatus::kOk);
  EXPECT_EQ(consent.pressed(kNow, 2), ConsentStatus::kNotAsked);
}

TEST_F(ConsentTest, WithdrawingAnswersTheQuestionToo) {
  consent.ask(view_of("accents"), kNow + kDay, kNow, 0);
  EXPECT_EQ(consent.withdraw({}), ConsentStatus::kOk);
  EXPECT_EQ(consent.pressed(kNow, 1), ConsentStatus::kNotAsked);
  EXPECT_EQ(consent.give(view_of("accents"), kNow + kDay, kNow), ConsentStatus::kOk);
  EXPECT_EQ(consent.give(view_of("noise"), kNow + kDay, kNow), ConsentStatus::kOk);
  EXPECT_EQ(consent.withdraw(view_of("accents")), ConsentStatus::kOk);
  EXPECT_FALSE(given("accents"));
  EXPECT_TRUE(given("noise"));
}

TEST_F(ConsentTest, ItEndsByItself) {
  EXPECT_EQ(consent.give(view_of("accents"), kNow + kDay, kNow), ConsentStatus::kOk);
  EXPECT_TRUE(given("accents", kNow + kDay - 1));
  EXPECT_FALSE(given("accents", kNow + kDay));
  EXPECT_FALSE(given("accents", 0)) << "nobody knows the time";
}

TEST_F(ConsentTest, RefusesWhatItCouldNotKeep) {
  const ByteView purpose = view_of("accents");
  EXPECT_EQ(consent.give({}, kNow + 1, kNow), ConsentStatus::kBadPurpose);
  EXPECT_EQ(consent.give(view_of("a purpose that needs many words, more than 32"), kNow + 1, kNow),
            ConsentStatus::kBadPurpose);
  EXPECT_EQ(consent.give(purpose, kNow, kNow), ConsentStatus::kBadDate);
  EXPECT_EQ(consent.give(purpose, kNow, 0), ConsentStatus::kTimeUnknown);
  EXPECT_EQ(consent.ask(purpose, kNow + kLongestButtonConsent + 1, kNow, 0),
            ConsentStatus::kBadDate);
  for (const char* other : {"1", "2", "3", "4"}) {
    EXPECT_EQ(consent.give(view_of(other), kNow + kDay, kNow), ConsentStatus::kOk);
  }
  EXPECT_EQ(consent.give(purpose, kNow + kDay, kNow), ConsentStatus::kFull);
  EXPECT_EQ(consent.give(view_of("4"), kNow + 2 * kDay, kNow), ConsentStatus::kOk) << "a new date";
  EXPECT_EQ(consent.give(purpose, kNow + 4 * kDay, kNow + kDay), ConsentStatus::kOk)
      << "the others have ended";
}

}  // namespace
}  // namespace satchel
