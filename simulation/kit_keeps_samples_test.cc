// The uncertain few, from what a kit hears to what its steward opens, and their end.
#include <gtest/gtest.h>

#include <algorithm>

#include "link/samples/opened_sample.h"
#include "link/samples/receipt.h"
#include "link/sign/sealing_key.h"
#include "simulation/hearing_kit.h"
#include "wire/orders/command.h"

namespace satchel::simulated {
namespace {

constexpr uint64_t kUntil = kNow + 30 * 86'400;

class KitKeepsSamples : public KitHears {
 protected:
  void SetUp() override {
    KitHears::SetUp();
    install();
    Settings settings;
    settings.has_steward_key = true;
    std::copy_n(steward_.public_key().begin(), kBoxKeyBytes, settings.steward_key);
    settings.sample_budget = 2;
    settings.purpose_count = 1;
    settings.purposes[0] = view_of("accents");
    ASSERT_TRUE(order(publisher_.settings(1, settings)).ok());
  }
  Reply order(const ByteVector& bytes) {
    return kit_.write(smp_kit::kGroup, smp_kit::kOrder, Request().add("data", bytes));
  }
  Reply ask(uint64_t until = kUntil) {
    return kit_.write(smp_kit::kGroup, smp_kit::kConsent,
                      Request().add_text("purpose", "accents").add("until", until));
  }
  void consent() {
    EXPECT_EQ(ask().error(), smp_kit::kButtonWanted);
    kit_.finger.presses = 1;
    kit_.advance(100);
    EXPECT_TRUE(ask().ok());
  }
  // Longer and longer bursts in silence: somewhere on the way the network cannot decide.
  void hear_doubtful() {
    for (size_t burst = 200; burst < kSecond; burst += 200) {
      hear(burst, 2000);
      hear(kSecond, 10);
    }
    kit_.advance(1000);
  }
  struct Listed {
    uint64_t place = 0, id = 0, until = 0;
    bool gone = false;
  };
  std::vector<Listed> list() {
    const Reply reply = kit_.read(smp_kit::kGroup, smp_kit::kSamples);
    CborReader reader(nullptr, 0);
    CborContainer samples;
    std::vector<Listed> found;
    if (!reply.view().find("samples", &reader) || !reader.enter_array(&samples)) return found;
    while (reader.next(&samples)) {
      const uint8_t* start = reader.position();
      if (!reader.skip()) break;
      const CborMap entry(start, static_cast<size_t>(reader.position() - start));
      Listed one;
      entry.get("place", &one.place);
      entry.get("id", &one.id);
      entry.get("until", &one.until);
      entry.get("gone", &one.gone);
      found.push_back(one);
    }
    return found;
  }
  ByteVector fetch(uint64_t place) {
    ByteVector bytes;
    for (;;) {
      const Reply reply = kit_.read(smp_kit::kGroup, smp_kit::kSample,
                                    Request().add("place", place).add("off", bytes.size()));
      const ByteVector piece = reply.bytes("data");
      bytes.insert(bytes.end(), piece.begin(), piece.end());
      if (!reply.ok() || piece.empty()) return bytes;
    }
  }
  size_t clip_samples() {
    PackageView view;
    PackageView::open(package_.data(), package_.size(), &view);
    return static_cast<size_t>(FrontEndView(view.section(Section::kFrontEnd).data).clip_samples());
  }
  PublicKey kit_key() {
    const ByteVector key = kit_.read(smp_kit::kGroup, smp_kit::kStatus).bytes("kit");
    Ed25519Public raw;
    std::copy_n(key.begin(), raw.size(), raw.begin());
    return PublicKey::from_ed25519(raw);
  }
  SampleReceipt receipt(uint64_t place) {
    return check_sample_receipt(
        kit_.read(smp_kit::kGroup, smp_kit::kReceipt, Request().add("place", place)).bytes("data"),
        kit_key());
  }

  SealingKey steward_ = SealingKey::generate();
};

TEST_F(KitKeepsSamples, NothingWithoutConsent) {
  hear_doubtful();
  EXPECT_TRUE(list().empty());
  ask();  // a cable's question alone
  hear_doubtful();
  EXPECT_TRUE(list().empty());
}

TEST_F(KitKeepsSamples, TheSecondThatWasDecidedOnForTheStewardAlone) {
  consent();
  kit_.signs.shown.clear();
  hear_doubtful();
  const std::vector<Listed> kept = list();
  ASSERT_FALSE(kept.empty());
  EXPECT_LE(kept.size(), 2u) << "the day's budget";
  const std::pair<Sign, bool> storing = {Sign::kStoring, true};
  EXPECT_EQ(static_cast<size_t>(std::ranges::count(kit_.signs.shown, storing)), kept.size());
  for (const Listed& sample : kept) {
    EXPECT_EQ(sample.until, kUntil);
    const OpenedSample opened = open_sample(fetch(sample.place), steward_);
    EXPECT_EQ(opened.id, sample.id);
    EXPECT_EQ(opened.lesson, "loudness");
    EXPECT_EQ(opened.purpose, "accents");
    ASSERT_EQ(opened.sound.size(), clip_samples());
    EXPECT_NE(std::search(heard_.begin(), heard_.end(), opened.sound.begin(), opened.sound.end()),
              heard_.end())
        << "just what was heard, in its order";
    EXPECT_ANY_THROW(open_sample(fetch(sample.place), SealingKey::generate()));
  }
}

TEST_F(KitKeepsSamples, UntilItIsToldToEraseThemWithAReceipt) {
  consent();
  hear_doubtful();
  const std::vector<Listed> kept = list();
  ASSERT_FALSE(kept.empty());
  ASSERT_TRUE(kit_.write(smp_kit::kGroup, smp_kit::kSample, Request().add("id", kept[0].id)).ok());
  EXPECT_TRUE(list()[0].gone);
  EXPECT_TRUE(fetch(kept[0].place).empty());
  EXPECT_EQ(receipt(kept[0].place).id, kept[0].id);
  EXPECT_EQ(receipt(kept[0].place).reason, ErasureReason::kTold);
  ASSERT_TRUE(
      kit_.write(smp_kit::kGroup, smp_kit::kReceipt, Request().add("place", kept[0].place)).ok());
  EXPECT_EQ(list().size(), kept.size() - 1);
}

TEST_F(KitKeepsSamples, UntilTheirTimeComes) {
  consent();
  hear_doubtful();
  const std::vector<Listed> kept = list();
  ASSERT_FALSE(kept.empty());
  kit_.advance(31 * 24 * kHour);
  for (const Listed& sample : list()) EXPECT_TRUE(sample.gone);
  EXPECT_EQ(receipt(kept[0].place).reason, ErasureReason::kDue);
}

TEST_F(KitKeepsSamples, UntilConsentIsWithdrawnByAnybody) {
  consent();
  hear_doubtful();
  ASSERT_FALSE(list().empty());
  ASSERT_TRUE(
      kit_.write(smp_kit::kGroup, smp_kit::kConsent, Request().add_text("withdraw", "")).ok());
  for (const Listed& sample : list()) EXPECT_TRUE(sample.gone);
  EXPECT_EQ(receipt(list()[0].place).reason, ErasureReason::kWithdrawn);
  kit_.advance(24 * kHour);
  const size_t before = list().size();
  hear_doubtful();
  EXPECT_EQ(list().size(), before);
}

TEST_F(KitKeepsSamples, ByTheSignedWordOfThePublisherAsWell) {
  ConsentCommand command;
  command.given = true;
  command.purpose = view_of("accents");
  command.until = kUntil;
  const auto body = [&](CborWriter& writer) { write_consent(writer, command); };
  EXPECT_FALSE(order(Publisher(9).order(OrderKind::kConsent, 1, body)).ok());
  hear_doubtful();
  EXPECT_TRUE(list().empty());
  ASSERT_TRUE(order(publisher_.order(OrderKind::kConsent, 1, body)).ok());
  kit_.advance(5 * kHour);
  hear_doubtful();
  EXPECT_FALSE(list().empty());
}

TEST_F(KitKeepsSamples, AWithdrawnConsentDoesNotComeBackWithTheOldOrder) {
  ConsentCommand command;
  command.given = true;
  command.purpose = view_of("accents");
  command.until = kUntil;
  const auto body = [&](CborWriter& writer) { write_consent(writer, command); };
  const ByteVector given = publisher_.order(OrderKind::kConsent, 1, body);
  ASSERT_TRUE(order(given).ok());
  EXPECT_TRUE(order(given).ok()) << "its answer got lost";
  ASSERT_TRUE(
      kit_.write(smp_kit::kGroup, smp_kit::kConsent, Request().add_text("withdraw", "")).ok());
  kit_.power_off();
  ASSERT_TRUE(kit_.power_on());
  order(given);
  hear_doubtful();
  EXPECT_TRUE(list().empty());
  ASSERT_TRUE(order(publisher_.order(OrderKind::kConsent, 2, body)).ok());
  kit_.advance(5 * kHour);
  hear_doubtful();
  EXPECT_FALSE(list().empty()) << "the publisher's next word holds";
}

TEST_F(KitKeepsSamples, NotAfterTheCableNarrowedThemToNone) {
  consent();
  kit_.write(smp_group::kSettings, 1, Request().add_text("name", "satchel/samples"));
  hear_doubtful();
  EXPECT_TRUE(list().empty());
}

TEST_F(KitKeepsSamples, NoneWithoutEntropy) {
  consent();
  kit_.entropy.broken = true;
  hear_doubtful();
  EXPECT_TRUE(list().empty());
}

}  // namespace
}  // namespace satchel::simulated
