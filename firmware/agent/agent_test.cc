// A kit as a client meets it: requests in lines, answers in lines, over a whole simulated kit.
#include "firmware/agent/agent.h"

#include <gtest/gtest.h>

#include <cstring>

#include "firmware/boards/simulated/publisher.h"
#include "firmware/boards/simulated/tiny_package.h"

namespace satchel::simulated {
namespace {

constexpr uint64_t kNow = 1'800'000'000;
constexpr uint16_t kUpdate = smp_kit::kUpdateErrors;
constexpr uint16_t kRefused = smp_kit::kRefusedErrors;

uint64_t refused(SuitStatus status) {
  return kRefused + static_cast<uint64_t>(status);
}
uint64_t update_error(UpdateStatus status) {
  return kUpdate + static_cast<uint64_t>(status);
}

class KitOnCable : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(kit_.power_on()); }

  void provisioned() { ASSERT_TRUE(publisher_.provision(kit_, kNow).ok()); }
  Reply envelope(const ByteVector& bytes) {
    return kit_.write(smp_kit::kGroup, smp_kit::kEnvelope, Request().add("data", bytes));
  }
  Reply order(const ByteVector& bytes) {
    return kit_.write(smp_kit::kGroup, smp_kit::kOrder, Request().add("data", bytes));
  }
  Reply lesson(uint64_t image) {
    return kit_.read(smp_kit::kGroup, smp_kit::kLesson, Request().add("image", image));
  }
  Reply status() { return kit_.read(smp_kit::kGroup, smp_kit::kStatus); }
  Reply state(bool confirm, const ByteVector& digest) {
    return kit_.write(smp_group::kImage, smp_image::kState,
                      Request().add("hash", digest).add_flag("confirm", confirm));
  }
  // The digests of the packages that run, by their place.
  ByteVector runs(uint32_t place) {
    const ByteView package = kit_.kit().updates.package(place);
    return sha256_of(ByteVector(package.data, package.data + package.size));
  }
  Reply setting(const char* name, uint32_t value) {
    ByteVector bytes(4);
    std::memcpy(bytes.data(), &value, 4);
    return kit_.write(smp_group::kSettings, 0, Request().add_text("name", name).add("val", bytes));
  }
  uint32_t setting(const char* name) {
    const ByteVector bytes =
        kit_.read(smp_group::kSettings, 0, Request().add_text("name", name)).bytes("val");
    uint32_t value = 0xffffffff;
    if (bytes.size() == 4) std::memcpy(&value, bytes.data(), 4);
    return value;
  }
  static Settings learning() {
    static const uint8_t purpose[] = {'c', 'h', 'e', 'c', 'k'};
    static const uint8_t school_class[] = {'4', 'b'};
    Settings settings;
    settings.has_service_key = settings.has_steward_key = true;
    std::memset(settings.service_key, 9, sizeof(settings.service_key));
    std::memset(settings.steward_key, 9, sizeof(settings.steward_key));
    settings.telemetry = TelemetryLevel::kLearning;
    settings.milli_epsilon = 500;
    settings.ledger_cap = 40000;
    settings.term = 1;
    settings.school_class = {school_class, 2};
    settings.sample_budget = 3;
    settings.purpose_count = 1;
    settings.purposes[0] = {purpose, sizeof(purpose)};
    return settings;
  }

  KitModel model_;
  SimulatedKit kit_{model_, 1};
  Publisher publisher_{1};
  Publisher thief_{2};
  ByteVector yes_ = tiny_package("yes", 1);
  ByteVector other_yes_ = tiny_package("yes", 2, 5000);
};

// ---- whom it belongs to

TEST_F(KitOnCable, IsProvisionedOnceWithItsButton) {
  EXPECT_FALSE(status().flag("provisioned").value());
  const auto ask = [&](const Publisher& publisher) {
    return kit_.write(
        smp_kit::kGroup, smp_kit::kProvision,
        Request().add("publisher", publisher.key()).add("class", Publisher::class_id(1)));
  };
  EXPECT_EQ(ask(publisher_).error(), smp_kit::kButtonWanted);
  const Reply mine = publisher_.provision(kit_, kNow);
  ASSERT_TRUE(mine.ok());
  EXPECT_EQ(mine.bytes("kit").size(), 32u);
  EXPECT_EQ(ask(publisher_).bytes("kit"), mine.bytes("kit")) << "its answer got lost";
  EXPECT_EQ(thief_.provision(kit_, kNow).error(), smp_kit::kProvisionedAlready);
  const Reply said = status();
  EXPECT_EQ(said.bytes("kit"), mine.bytes("kit"));
  EXPECT_EQ(said.bytes("publisher"), publisher_.key());
  EXPECT_EQ(said.bytes("class"), Publisher::class_id(1));
  EXPECT_EQ(said.number("time"), kNow);
}

TEST_F(KitOnCable, APressIsWorthHalfAMinuteAndOneRequest) {
  kit_.finger.presses = 1;
  kit_.advance(31'000);
  Request late;
  late.add("publisher", publisher_.key()).add("class", Publisher::class_id(1));
  EXPECT_EQ(kit_.write(smp_kit::kGroup, smp_kit::kProvision, late).error(), smp_kit::kButtonWanted);
  provisioned();
  EXPECT_EQ(kit_.write(smp_kit::kGroup, smp_kit::kErase, Request().add_flag("all", true)).error(),
            smp_kit::kButtonWanted)
      << "the press was the provisioning's";
}

TEST_F(KitOnCable, APressForARefusedRequestServesNoOther) {
  provisioned();
  kit_.advance(31'000);
  const auto erase = [&] {
    return kit_.write(smp_kit::kGroup, smp_kit::kErase, Request().add_flag("all", true));
  };
  const auto pressed_in_vain = [&](uint8_t command, Request& request) {
    kit_.finger.presses = 1;
    const Reply reply = kit_.write(smp_kit::kGroup, command, request);
    EXPECT_FALSE(reply.ok());
    EXPECT_EQ(erase().error(), smp_kit::kButtonWanted) << "command " << int{command};
  };
  Request thief;
  thief.add("publisher", thief_.key()).add("class", Publisher::class_id(1));
  pressed_in_vain(smp_kit::kProvision, thief);
  Request nothing;
  pressed_in_vain(smp_kit::kErase, nothing.add_flag("nothing", true));
  Request consent;
  consent.add_text("purpose", "never heard of").add("until", kNow + 86'400);
  pressed_in_vain(smp_kit::kConsent, consent);  // it came before the question was put
}

TEST_F(KitOnCable, MakesNoKeysWithoutEntropy) {
  kit_.entropy.broken = true;
  EXPECT_EQ(publisher_.provision(kit_).error(), smp_kit::kNoEntropy);
  EXPECT_FALSE(status().flag("provisioned").value());
}

TEST_F(KitOnCable, BelievesNobodyBeforeItIsProvisioned) {
  EXPECT_EQ(envelope(publisher_.envelope("yes", yes_, 1)).error(),
            update_error(UpdateStatus::kUnprovisioned));
  EXPECT_EQ(order(publisher_.settings(1, learning())).error(),
            update_error(UpdateStatus::kUnprovisioned));
}

// ---- models

TEST_F(KitOnCable, InstallsWhatItsPublisherSigned) {
  provisioned();
  ASSERT_TRUE(publisher_.install(kit_, publisher_.envelope("yes", yes_, 1), yes_).ok());
  EXPECT_EQ(runs(0), sha256_of(yes_));
  ASSERT_TRUE(publisher_.install(kit_, publisher_.envelope("yes", other_yes_, 2), other_yes_).ok());
  EXPECT_EQ(runs(0), sha256_of(other_yes_));
  // Back, under a higher number and without a byte of transfer.
  const Reply back = envelope(publisher_.envelope("yes", yes_, 3));
  EXPECT_FALSE(back.flag("transfer").value());
  kit_.power_off();
  ASSERT_TRUE(kit_.power_on());
  EXPECT_EQ(runs(0), sha256_of(other_yes_)) << "accepted is not confirmed";
}

TEST_F(KitOnCable, HoldsTwoLessons) {
  provisioned();
  const ByteVector no = tiny_package("no", 7);
  ASSERT_TRUE(publisher_.install(kit_, publisher_.envelope("yes", yes_, 1), yes_).ok());
  ASSERT_TRUE(publisher_.install(kit_, publisher_.envelope("no", no, 1), no).ok());
  EXPECT_EQ(runs(0), sha256_of(yes_));
  EXPECT_EQ(runs(1), sha256_of(no));
  EXPECT_EQ(envelope(publisher_.envelope("third", yes_, 1)).error(),
            update_error(UpdateStatus::kNoPlace));
}

TEST_F(KitOnCable, RefusesEnvelopesEachForItsReason) {
  provisioned();
  ASSERT_TRUE(publisher_.install(kit_, publisher_.envelope("yes", yes_, 5), yes_).ok());
  EXPECT_EQ(envelope(thief_.envelope("yes", yes_, 6)).error(), refused(SuitStatus::kBadSignature));
  EXPECT_EQ(envelope(publisher_.envelope("yes", yes_, 4)).error(), refused(SuitStatus::kReplayed));
  EXPECT_EQ(envelope(publisher_.envelope("yes", other_yes_, 5)).error(),
            refused(SuitStatus::kSequenceReused));
  const auto with = [&](const std::function<void(ModelUpdate*)>& change) {
    return envelope(publisher_.envelope("yes", yes_, 6, change)).error();
  };
  EXPECT_EQ(with([](ModelUpdate* u) { std::memset(u->class_id, 2, kUuidBytes); }),
            refused(SuitStatus::kOtherClass));
  EXPECT_EQ(with([](ModelUpdate* u) { u->size = 1u << 20; }),
            refused(SuitStatus::kPackageTooLarge));
  EXPECT_EQ(with([](ModelUpdate* u) {
              u->has_use_before = true;
              u->use_before = kNow - 1;
            }),
            refused(SuitStatus::kExpired));
  EXPECT_EQ(with([](ModelUpdate* u) {
              u->has_least_firmware = true;
              u->least_firmware = {9, 0, 0};
            }),
            refused(SuitStatus::kFirmwareTooOld));
  kit_.battery.charge = 100;
  EXPECT_EQ(with([](ModelUpdate* u) {
              u->has_minimum_battery = true;
              u->minimum_battery = 101;
            }),
            refused(SuitStatus::kBatteryLow));
  ByteVector cut = publisher_.envelope("yes", yes_, 6);
  cut.pop_back();
  EXPECT_EQ(envelope(cut).error(), refused(SuitStatus::kMalformed));
  EXPECT_EQ(runs(0), sha256_of(yes_));
  EXPECT_EQ(lesson(1).number("sequence"), 5u) << "a refused envelope leaves no trace";
}

TEST_F(KitOnCable, OpensAnImageOnlyForWhatTheEnvelopeNames) {
  provisioned();
  EXPECT_EQ(publisher_.upload(kit_, 1, yes_).error(), update_error(UpdateStatus::kNothingAccepted));
  EXPECT_EQ(publisher_.upload(kit_, 0, yes_).error(), smp_image_error::kInvalidSlot);
  EXPECT_EQ(publisher_.upload(kit_, 3, yes_).error(), smp_image_error::kInvalidSlot);
  ASSERT_TRUE(envelope(publisher_.envelope("yes", yes_, 1)).ok());
  EXPECT_EQ(publisher_.upload(kit_, 1, other_yes_).error(),
            update_error(UpdateStatus::kOtherDigest));
  EXPECT_TRUE(publisher_.upload(kit_, 1, yes_).flag("match").value());
}

TEST_F(KitOnCable, ResumesATransferAfterAnything) {
  provisioned();
  ASSERT_TRUE(envelope(publisher_.envelope("yes", other_yes_, 1)).ok());
  publisher_.upload(kit_, 1, other_yes_, 0, 4800);
  kit_.power_off();
  ASSERT_TRUE(kit_.power_on());
  EXPECT_EQ(publisher_.upload(kit_, 1, other_yes_, 4800, 4801).number("off"), 0u)
      << "without a first chunk nobody knows the image";
  const Reply first = publisher_.upload(kit_, 1, other_yes_, 0, 400);
  EXPECT_EQ(first.number("off"), 4096u) << "whole sectors are kept";
  const Reply last = publisher_.upload(kit_, 1, other_yes_, 4096);
  EXPECT_TRUE(last.flag("match").value());
  const size_t tail = other_yes_.size() - 100;
  EXPECT_TRUE(publisher_.upload(kit_, 1, other_yes_, tail).flag("match").value())
      << "the last answer got lost";
}

TEST_F(KitOnCable, KeepsTheOldModelWhenTheNewOneIsNotTheOneNamed) {
  provisioned();
  ASSERT_TRUE(publisher_.install(kit_, publisher_.envelope("yes", yes_, 1), yes_).ok());
  ASSERT_TRUE(envelope(publisher_.envelope("yes", other_yes_, 2)).ok());
  Request first;
  ByteVector damaged = other_yes_;
  damaged[100] ^= 1;
  first.add("image", 1)
      .add("len", damaged.size())
      .add("off", 0)
      .add("data", ByteVector(damaged.begin(), damaged.begin() + 400));
  ASSERT_TRUE(kit_.write(smp_group::kImage, smp_image::kUpload, first).ok());
  const Reply end = publisher_.upload(kit_, 1, damaged, 400);
  EXPECT_FALSE(end.flag("match").value());
  EXPECT_EQ(lesson(1).number("failure"), static_cast<uint64_t>(UpdateStatus::kWrongDigest));
  EXPECT_EQ(lesson(1).number("failure"), static_cast<uint64_t>(UpdateStatus::kWrongDigest));
  EXPECT_EQ(runs(0), sha256_of(yes_));
  // The same envelope begins anew.
  EXPECT_TRUE(publisher_.install(kit_, publisher_.envelope("yes", other_yes_, 2), other_yes_).ok());
}

TEST_F(KitOnCable, RefusesAPackageUnderAnotherLessonsName) {
  provisioned();
  const ByteVector no = tiny_package("no", 3);
  ASSERT_TRUE(envelope(publisher_.envelope("yes", no, 1)).ok());
  EXPECT_EQ(publisher_.upload(kit_, 1, no).error(), update_error(UpdateStatus::kOtherLesson));
}

TEST_F(KitOnCable, RefusesAStateWriteForAnotherDigestThanTheAccepted) {
  provisioned();
  ASSERT_TRUE(publisher_.install(kit_, publisher_.envelope("yes", yes_, 1), yes_).ok());
  ASSERT_TRUE(publisher_.install(kit_, publisher_.envelope("yes", other_yes_, 2), other_yes_).ok());
  EXPECT_EQ(state(false, sha256_of(yes_)).error(), update_error(UpdateStatus::kOtherDigest));
  EXPECT_EQ(state(true, sha256_of(yes_)).error(), update_error(UpdateStatus::kOtherDigest));
  EXPECT_EQ(state(false, ByteVector(32, 1)).error(), smp_image_error::kHashNotFound);
  EXPECT_EQ(runs(0), sha256_of(other_yes_));
}

TEST_F(KitOnCable, ConfirmsOnlyWhatItHasSeenWork) {
  provisioned();
  ASSERT_TRUE(envelope(publisher_.envelope("yes", yes_, 1)).ok());
  publisher_.upload(kit_, 1, yes_);
  EXPECT_EQ(state(true, sha256_of(yes_)).error(), update_error(UpdateStatus::kNotOnTrial));
  ASSERT_TRUE(state(false, sha256_of(yes_)).ok());
  EXPECT_EQ(state(true, sha256_of(yes_)).error(), update_error(UpdateStatus::kHealthUnknown));
  kit_.advance(1000);
  EXPECT_TRUE(lesson(1).flag("healthy").value());
  Request confirm;
  confirm.add_flag("confirm", true);
  EXPECT_TRUE(kit_.write(smp_group::kImage, smp_image::kState, confirm).ok());
  EXPECT_EQ(lesson(1).bytes("running"), sha256_of(yes_));
}

TEST_F(KitOnCable, ListsItsFirmwareAndItsSlots) {
  provisioned();
  ASSERT_TRUE(publisher_.install(kit_, publisher_.envelope("yes", yes_, 7), yes_).ok());
  const Reply listed = kit_.read(smp_group::kImage, smp_image::kState);
  CborReader reader(nullptr, 0);
  CborContainer images;
  ASSERT_TRUE(listed.view().find("images", &reader) && reader.enter_array(&images));
  std::vector<std::string> seen;
  while (reader.next(&images)) {
    const uint8_t* start = reader.position();
    ASSERT_TRUE(reader.skip());
    const CborMap entry(start, static_cast<size_t>(reader.position() - start));
    uint32_t image = 99;
    uint32_t slot = 99;
    bool active = false;
    ByteView version;
    entry.get("image", &image);
    entry.get("slot", &slot);
    entry.get("active", &active);
    entry.get_text("version", &version);
    seen.push_back(std::to_string(image) + "/" + std::to_string(slot) + " " +
                   std::string(reinterpret_cast<const char*>(version.data), version.size) +
                   (active ? " active" : ""));
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"0/0 0.1.0 active", "1/0 0.0.7 active"}));
}

TEST_F(KitOnCable, ErasesOnlySlotsThatAreNotInUse) {
  provisioned();
  ASSERT_TRUE(publisher_.install(kit_, publisher_.envelope("yes", yes_, 1), yes_).ok());
  ASSERT_TRUE(publisher_.install(kit_, publisher_.envelope("yes", other_yes_, 2), other_yes_).ok());
  const auto erase = [&](uint64_t image, uint64_t slot) {
    return kit_
        .write(smp_group::kImage, smp_image::kErase,
               Request().add("image", image).add("slot", slot))
        .error();
  };
  EXPECT_EQ(erase(1, 1), update_error(UpdateStatus::kSlotInUse));
  EXPECT_EQ(erase(1, 0), 0u);
  EXPECT_EQ(erase(0, 1), smp_image_error::kInvalidSlot);
  // As Zephyr counts: slots run through, two an image.
  EXPECT_EQ(kit_.write(smp_group::kImage, smp_image::kErase, Request().add("slot", 3)).error(),
            update_error(UpdateStatus::kSlotInUse));
  EXPECT_TRUE(envelope(publisher_.envelope("yes", yes_, 3)).flag("transfer").value());
}

TEST_F(KitOnCable, TestsItselfOnDemand) {
  provisioned();
  Request image;
  EXPECT_EQ(kit_.write(smp_kit::kGroup, smp_kit::kSelfTest, Request().add("image", 1)).error(),
            smp_kit::kNoLesson);
  ASSERT_TRUE(publisher_.install(kit_, publisher_.envelope("yes", yes_, 1), yes_).ok());
  EXPECT_EQ(
      kit_.write(smp_kit::kGroup, smp_kit::kSelfTest, Request().add("image", 1)).number("vectors"),
      1u);
}

TEST_F(KitOnCable, ShowsTheCardOfWhatRuns) {
  provisioned();
  ASSERT_TRUE(publisher_.install(kit_, publisher_.envelope("yes", yes_, 1), yes_).ok());
  const ByteVector card =
      kit_.read(smp_kit::kGroup, smp_kit::kCard, Request().add("image", 1)).bytes("data");
  ByteView name;
  ASSERT_TRUE(CborMap(card.data(), card.size()).get_text("name", &name));
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(name.data), name.size), "yes");
}

// ---- orders and settings

TEST_F(KitOnCable, TakesSettingsOnlyFromItsPublisher) {
  provisioned();
  EXPECT_EQ(order(thief_.settings(1, learning())).error(), refused(SuitStatus::kBadSignature));
  EXPECT_EQ(setting("satchel/telemetry"), 0u) << "off until configured";
  const Reply taken = order(publisher_.settings(1, learning()));
  ASSERT_TRUE(taken.ok());
  EXPECT_EQ(taken.number("sequence"), 1u);
  EXPECT_EQ(setting("satchel/telemetry"), 2u);
  EXPECT_EQ(setting("satchel/epsilon"), 500u);
  EXPECT_TRUE(order(publisher_.settings(1, learning())).ok()) << "its answer got lost";
  Settings narrower = learning();
  narrower.milli_epsilon = 100;
  EXPECT_EQ(order(publisher_.settings(1, narrower)).error(), refused(SuitStatus::kReplayed));
  kit_.power_off();
  ASSERT_TRUE(kit_.power_on());
  EXPECT_EQ(setting("satchel/epsilon"), 500u);
}

TEST_F(KitOnCable, NarrowsWithoutASignatureAndNeverWidens) {
  provisioned();
  EXPECT_EQ(setting("satchel/telemetry", 1).error(), smp_settings_error::kNotWritable);
  ASSERT_TRUE(order(publisher_.settings(1, learning())).ok());
  EXPECT_TRUE(setting("satchel/epsilon", 200).ok());
  EXPECT_EQ(setting("satchel/epsilon", 201).error(), smp_settings_error::kNotWritable);
  EXPECT_TRUE(setting("satchel/telemetry", 1).ok());
  EXPECT_EQ(setting("satchel/telemetry", 2).error(), smp_settings_error::kNotWritable);
  EXPECT_EQ(setting("satchel/samples"), 3u);
  kit_.write(smp_group::kSettings, 1, Request().add_text("name", "satchel/samples"));
  EXPECT_EQ(setting("satchel/samples"), 0u) << "a delete is a write of nothing";
  EXPECT_EQ(setting("satchel/unheard_of", 0).error(), smp_settings_error::kNoSuchRoot);
  kit_.power_off();
  ASSERT_TRUE(kit_.power_on());
  EXPECT_EQ(setting("satchel/epsilon"), 200u);
  // The publisher's next order says anew what holds.
  ASSERT_TRUE(order(publisher_.settings(2, learning())).ok());
  EXPECT_EQ(setting("satchel/epsilon"), 500u);
  EXPECT_EQ(setting("satchel/telemetry"), 2u);
}

TEST_F(KitOnCable, FollowsItsPublisherToTheNextKey) {
  provisioned();
  const Publisher next(3);
  const ByteVector rotation = publisher_.rotation_to(next, 1);
  ASSERT_TRUE(order(rotation).ok());
  EXPECT_TRUE(order(rotation).ok()) << "its answer got lost";
  EXPECT_EQ(status().bytes("publisher"), next.key());
  EXPECT_EQ(envelope(publisher_.envelope("yes", yes_, 1)).error(),
            refused(SuitStatus::kBadSignature));
  EXPECT_TRUE(envelope(next.envelope("yes", yes_, 1)).ok());
}

TEST_F(KitOnCable, IsErasedByItsButtonOrItsPublisherAndRefundsNothing) {
  provisioned();
  ASSERT_TRUE(publisher_.install(kit_, publisher_.envelope("yes", yes_, 5), yes_).ok());
  ASSERT_TRUE(order(publisher_.settings(1, learning())).ok());
  PrivacyLedger ledger(kit_.kit().log);
  ASSERT_EQ(ledger.begin_term(1), LedgerStatus::kOk);
  ASSERT_EQ(ledger.debit(500'000, 40'000'000, 20'000, 15'000), LedgerStatus::kOk);

  EraseCommand packages;
  packages.packages = true;
  const auto body = [&](CborWriter& writer) { write_erase(writer, packages); };
  EXPECT_EQ(order(thief_.order(OrderKind::kErase, 1, body)).error(),
            refused(SuitStatus::kBadSignature));
  ASSERT_TRUE(order(publisher_.order(OrderKind::kErase, 1, body)).ok());
  EXPECT_TRUE(lesson(1).bytes("running").empty());
  EXPECT_EQ(lesson(1).number("sequence"), 5u) << "no older package can come";
  EXPECT_EQ(envelope(publisher_.envelope("yes", yes_, 4)).error(), refused(SuitStatus::kReplayed));
  EXPECT_EQ(setting("satchel/telemetry"), 2u);
  ASSERT_TRUE(publisher_.install(kit_, publisher_.envelope("yes", yes_, 5), yes_).ok());

  Request all;
  kit_.finger.presses = 1;
  ASSERT_TRUE(kit_.write(smp_kit::kGroup, smp_kit::kErase, Request().add_flag("all", true)).ok());
  EXPECT_FALSE(status().flag("provisioned").value());
  EXPECT_EQ(ledger.record().spent, 500'000u);
  EXPECT_EQ(kit_.kit().time.now(), kNow + kit_.clock.now / 1000);
}

TEST_F(KitOnCable, AnOrderThatCannotBeObeyedSaysWhy) {
  provisioned();
  ConsentCommand command;
  static const uint8_t purpose[] = {'c', 'h', 'e', 'c', 'k'};
  command.purpose = {purpose, sizeof(purpose)};
  command.given = true;
  command.until = kNow - 1;
  const auto body = [&](CborWriter& writer) { write_consent(writer, command); };
  EXPECT_EQ(order(publisher_.order(OrderKind::kConsent, 1, body)).error(),
            refused(SuitStatus::kExpired));
  command.until = kNow + 86'400;
  EXPECT_TRUE(order(publisher_.order(OrderKind::kConsent, 2, body)).ok());
}

TEST_F(KitOnCable, WhatAnOrderErasedDoesNotComeBackWithAnOlderOne) {
  provisioned();
  EraseCommand settings;
  settings.settings = true;
  const auto body = [&](CborWriter& writer) { write_erase(writer, settings); };
  const ByteVector erasing = publisher_.order(OrderKind::kErase, 1, body);
  ASSERT_TRUE(order(publisher_.settings(1, learning())).ok());
  ASSERT_TRUE(order(erasing).ok());
  order(publisher_.settings(1, learning()));
  EXPECT_EQ(setting("satchel/telemetry"), 0u);
  ASSERT_TRUE(order(publisher_.settings(2, learning())).ok());
  EXPECT_TRUE(order(erasing).ok()) << "its answer got lost";
  EXPECT_EQ(setting("satchel/telemetry"), 2u) << "an order has its effect once";
}

// ---- what it says

TEST_F(KitOnCable, ReportsItsHealthOnlyWhenToldTo) {
  provisioned();
  EXPECT_EQ(kit_.read(smp_kit::kGroup, smp_kit::kHealth).error(), smp_kit::kSwitchedOff);
  ASSERT_TRUE(publisher_.install(kit_, publisher_.envelope("yes", yes_, 4), yes_).ok());
  ASSERT_TRUE(order(publisher_.settings(1, learning())).ok());
  const ByteVector bytes = kit_.read(smp_kit::kGroup, smp_kit::kHealth).bytes("data");
  HealthReport report;
  ASSERT_EQ(read_health_report({bytes.data(), bytes.size()}, &report), MessageStatus::kOk);
  EXPECT_EQ(report.lesson_count, 1u);
  EXPECT_EQ(report.lessons[0].sequence, 4u);
  EXPECT_EQ(report.settings, 1u);
  EXPECT_EQ(report.starts.power_on, 1u);
  EXPECT_EQ(std::memcmp(report.kit, status().bytes("kit").data(), 32), 0);
}

TEST_F(KitOnCable, TimeOnlyGoesForward) {
  provisioned();
  const auto tell = [&](uint64_t now) {
    return kit_.write(smp_kit::kGroup, smp_kit::kTime, Request().add("now", now)).number("now");
  };
  EXPECT_EQ(tell(kNow + 100), kNow + 100);
  EXPECT_EQ(tell(kNow - 100), kNow + 100);
  // What it is told is kept, even when it has come so far by itself.
  kit_.advance(1'000'000);
  EXPECT_EQ(tell(kNow + 1090), kNow + 1100);
  kit_.power_off();
  ASSERT_TRUE(kit_.power_on());
  EXPECT_GE(tell(kNow), kNow + 1100);
}

// ---- the line

TEST_F(KitOnCable, EnumeratesItsGroups) {
  constexpr uint16_t kGroup = smp_group::kEnumeration;
  EXPECT_EQ(kit_.read(kGroup, 0).number("count"), 5u);
  std::vector<uint64_t> groups;
  for (uint64_t index = 0;; ++index) {
    const Reply one = kit_.read(kGroup, 2, Request().add("index", index));
    if (!one.ok()) {
      EXPECT_EQ(one.error(), smp_enumeration_error::kIndexTooLarge);
      break;
    }
    groups.push_back(one.number("group").value());
  }
  EXPECT_EQ(groups, (std::vector<uint64_t>{0, 64, 1, 3, 10}));
  for (const uint16_t absent : {2, 8, 9, 63, 65}) {
    EXPECT_EQ(kit_.read(absent, 0).rc(), static_cast<uint64_t>(SmpResult::kNotSupported)) << absent;
  }
}

TEST_F(KitOnCable, AnswersVersionOneInItsWay) {
  const Reply reply = *kit_.ask(SmpOp::kWrite, smp_kit::kGroup, smp_kit::kEnvelope,
                                Request().add("data", ByteVector(3)).finish(), kSmpVersion1);
  EXPECT_NE(reply.rc(), 0u);
  EXPECT_EQ(reply.error(), 0u);
}

TEST_F(KitOnCable, StartsAgainWhenTold) {
  provisioned();
  EXPECT_TRUE(kit_.ask(SmpOp::kWrite, smp_group::kOs, smp_os::kReset, Request().finish())->ok());
  ASSERT_TRUE(kit_.powered());
  EXPECT_TRUE(status().flag("provisioned").value());
}

ByteVector echo_message(size_t size) {
  // {"x": bytes}
  const size_t bytes = size - kSmpHeaderBytes - 6;
  ByteVector message(size);
  SmpHeader header;
  header.op = SmpOp::kRead;
  header.length = static_cast<uint16_t>(size - kSmpHeaderBytes);
  encode(header, message.data());
  const uint8_t start[] = {
      0xa1, 0x61, 'x', 0x59, static_cast<uint8_t>(bytes >> 8), static_cast<uint8_t>(bytes)};
  std::memcpy(message.data() + kSmpHeaderBytes, start, sizeof(start));
  return message;
}

ByteVector lines_of(const ByteVector& message) {
  ByteVector lines;
  SmpLineEncoder encoder(message.data(), message.size());
  uint8_t line[kSmpLineBytes];
  while (const size_t size = encoder.next(line)) lines.insert(lines.end(), line, line + size);
  return lines;
}

TEST_F(KitOnCable, AnswersADamagedFrameWithSilence) {
  const ByteVector whole = lines_of(echo_message(200));
  for (size_t at = 0; at < whole.size(); ++at) {
    ByteVector damaged = whole;
    damaged[at] ^= 1;
    EXPECT_TRUE(kit_.line(damaged).empty()) << "byte " << at;
    ByteVector lost = whole;
    lost.erase(lost.begin() + static_cast<ptrdiff_t>(at));
    EXPECT_TRUE(kit_.line(lost).empty()) << "byte " << at;
  }
  EXPECT_FALSE(kit_.line(whole).empty()) << "the next whole one is understood";
}

TEST_F(KitOnCable, AnswersEachOfSeveralRequestsInOnePacket) {
  ByteVector both = echo_message(40);
  const ByteVector second = echo_message(60);
  both.insert(both.end(), second.begin(), second.end());
  const ByteVector answers = kit_.line(lines_of(both));
  const uint8_t start[] = {0x06, 0x09};
  size_t packets = 0;
  for (size_t i = 0; i + 1 < answers.size(); ++i) {
    packets += std::memcmp(answers.data() + i, start, 2) == 0;
  }
  EXPECT_EQ(packets, 2u);
}

TEST_F(KitOnCable, TakesTheLargestPacketAndNotOneByteMore) {
  const size_t most = kit_.read(smp_group::kOs, smp_os::kParameters).number("buf_size").value() -
                      kSmpPacketOverhead;
  EXPECT_FALSE(kit_.line(lines_of(echo_message(most))).empty());
  EXPECT_TRUE(kit_.line(lines_of(echo_message(most + 1))).empty());
}

TEST(KitInTrouble, SaysThatItsFlashIsGone) {
  KitModel model;
  SimulatedKit kit(model, 1);
  for (uint32_t offset = 0; offset < model.flash.size; offset += 64) kit.flash.wear_out(offset);
  EXPECT_FALSE(kit.power_on());
  const Reply said = kit.read(smp_kit::kGroup, smp_kit::kStatus);
  EXPECT_EQ(said.number("trouble"), static_cast<uint64_t>(KitTrouble::kFlashFailed));
  EXPECT_EQ(kit.read(smp_group::kImage, smp_image::kState).rc(),
            static_cast<uint64_t>(SmpResult::kNotSupported));
}

}  // namespace
}  // namespace satchel::simulated
