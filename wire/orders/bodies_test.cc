// What orders say, without the signature around it.
#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <vector>

#include "wire/orders/command.h"
#include "wire/orders/rotation.h"
#include "wire/orders/settings.h"

namespace satchel {
namespace {

class Body {
 public:
  template <typename Value>
  Body(OrderKind kind, void (*write)(CborWriter&, const Value&), const Value& value)
      : bytes_(kMaxOrderBytes) {
    CborWriter writer(bytes_.data(), bytes_.size());
    write(writer, value);
    EXPECT_TRUE(writer.ok());
    order_.kind = kind;
    order_.body = {bytes_.data(), writer.size()};
  }
  Body(OrderKind kind, std::vector<uint8_t> bytes) : bytes_(std::move(bytes)) {
    order_.kind = kind;
    order_.body = {bytes_.data(), bytes_.size()};
  }
  const Order& order() const { return order_; }

 private:
  std::vector<uint8_t> bytes_;
  Order order_;
};

Settings full_settings() {
  Settings settings;
  settings.has_steward_key = settings.has_service_key = true;
  settings.steward_key[0] = 1;
  settings.service_key[0] = 2;
  settings.telemetry = TelemetryLevel::kLearning;
  settings.milli_epsilon = 500;
  settings.ledger_cap = 40000;
  settings.term = 3;
  settings.school_class = view_of("5b");
  settings.sample_budget = 10;
  settings.purpose_count = 2;
  settings.purposes[0] = view_of("improve the lesson");
  settings.purposes[1] = view_of("check");
  return settings;
}

SuitStatus read_back(const Settings& settings, Settings* read) {
  return read_settings(Body(OrderKind::kSettings, write_settings, settings).order(), read);
}

TEST(Settings, AreReadAsTheyWereWritten) {
  const Settings settings = full_settings();
  const Body body(OrderKind::kSettings, write_settings, settings);
  EXPECT_LE(body.order().body.size, 200u);
  Settings read;
  ASSERT_EQ(read_settings(body.order(), &read), SuitStatus::kOk);
  EXPECT_EQ(std::memcmp(read.service_key, settings.service_key, kSealingKeyBytes), 0);
  EXPECT_EQ(read.telemetry, TelemetryLevel::kLearning);
  EXPECT_EQ(read.milli_epsilon, 500u);
  EXPECT_EQ(read.ledger_cap, 40000u);
  EXPECT_EQ(read.term, 3u);
  EXPECT_EQ(read.sample_budget, 10u);
  ASSERT_EQ(read.purpose_count, 2u);
  EXPECT_TRUE(equal(read.purposes[1], "check"));
  EXPECT_TRUE(equal(read.school_class, "5b"));
}

TEST(Settings, NothingSaidIsOff) {
  Settings read = full_settings();
  EXPECT_EQ(read_back(Settings(), &read), SuitStatus::kOk);
  EXPECT_EQ(read.telemetry, TelemetryLevel::kOff);
  EXPECT_EQ(read.sample_budget, 0u);
  EXPECT_FALSE(read.has_steward_key || read.has_service_key);
}

TEST(Settings, AreRefusedOutsideTheirRanges) {
  const auto status = [](const std::function<void(Settings&)>& change) {
    Settings settings = full_settings(), read;
    change(settings);
    return read_back(settings, &read);
  };
  EXPECT_EQ(status([](Settings& s) { s.milli_epsilon = 2001; }), SuitStatus::kBadValue);
  EXPECT_EQ(status([](Settings& s) { s.ledger_cap = 40001; }), SuitStatus::kBadValue);
  EXPECT_EQ(status([](Settings& s) { s.has_service_key = false; }), SuitStatus::kMissingElement);
  EXPECT_EQ(status([](Settings& s) { s.milli_epsilon = 0; }), SuitStatus::kMissingElement);
  EXPECT_EQ(status([](Settings& s) { s.has_steward_key = false; }), SuitStatus::kMissingElement);
  EXPECT_EQ(status([](Settings& s) { s.purpose_count = 0; }), SuitStatus::kMissingElement);
  EXPECT_EQ(status([](Settings& s) { s.purposes[0] = {}; }), SuitStatus::kBadValue);

  Settings read;
  const auto raw = [&](std::vector<uint8_t> bytes) {
    return read_settings(Body(OrderKind::kSettings, std::move(bytes)).order(), &read);
  };
  EXPECT_EQ(raw({0xa1, 0x0a, 0x01}), SuitStatus::kUnknownElement);
  EXPECT_EQ(raw({0xa1, 0x03, 0x03}), SuitStatus::kBadValue);  // a level that is none
  EXPECT_EQ(raw({0xa1, 0x03, 0x00}), SuitStatus::kBadValue);  // zero is not written
  EXPECT_EQ(raw({0xa1, 0x09, 0x80}), SuitStatus::kBadValue);
  EXPECT_EQ(raw({0xa1, 0x01, 0x41, 0x00}), SuitStatus::kBadValue);
  EXPECT_EQ(raw({0xa1, 0x61, 0x61, 0x00}), SuitStatus::kMalformed);
  EXPECT_EQ(read_settings(Body(OrderKind::kErase, {0xa0}).order(), &read),
            SuitStatus::kUnknownElement);
}

TEST(Settings, AnUnsignedOneCanOnlyNarrow) {
  const Settings held = full_settings();
  const auto allowed = [&](const std::function<void(Settings&)>& change) {
    Settings asked = full_settings();
    change(asked);
    return narrower(asked, held);
  };
  EXPECT_TRUE(allowed([](Settings&) {}));
  EXPECT_TRUE(allowed([](Settings& s) { s.telemetry = TelemetryLevel::kOff; }));
  EXPECT_TRUE(allowed([](Settings& s) { s.milli_epsilon = 1; }));
  EXPECT_TRUE(allowed([](Settings& s) { s.has_steward_key = false; }));
  EXPECT_TRUE(allowed([](Settings& s) { s.purpose_count = 1; }));
  EXPECT_FALSE(allowed([](Settings& s) { s.steward_key[0] = 9; }));
  EXPECT_FALSE(allowed([](Settings& s) { s.service_key[0] = 9; }));
  EXPECT_FALSE(allowed([](Settings& s) { ++s.milli_epsilon; }));
  EXPECT_FALSE(allowed([](Settings& s) { ++s.ledger_cap; }));
  EXPECT_FALSE(allowed([](Settings& s) { ++s.term; }));
  EXPECT_FALSE(allowed([](Settings& s) { ++s.sample_budget; }));
  EXPECT_FALSE(allowed([](Settings& s) { s.school_class = view_of("6a"); }));
  EXPECT_FALSE(allowed([](Settings& s) { s.purposes[1] = view_of("sell"); }));
  EXPECT_FALSE(narrower(held, Settings()));
}

TEST(Commands, AreReadAsTheyWereWritten) {
  for (int bits = 1; bits < 8; ++bits) {
    const EraseCommand erase = {(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0};
    EraseCommand read;
    ASSERT_EQ(read_erase(Body(OrderKind::kErase, write_erase, erase).order(), &read),
              SuitStatus::kOk);
    EXPECT_EQ(read.packages, erase.packages);
    EXPECT_EQ(read.samples, erase.samples);
    EXPECT_EQ(read.settings, erase.settings);
  }
  EraseCommand erase;
  EXPECT_EQ(read_erase(Body(OrderKind::kErase, {0xa1, 1, 8}).order(), &erase),
            SuitStatus::kBadValue);
  EXPECT_EQ(read_erase(Body(OrderKind::kConsent, {0xa1, 1, 1}).order(), &erase),
            SuitStatus::kUnknownElement);

  ConsentCommand consent, read;
  consent.purpose = view_of("check");
  ASSERT_EQ(read_consent(Body(OrderKind::kConsent, write_consent, consent).order(), &read),
            SuitStatus::kOk);
  EXPECT_FALSE(read.given);
  consent.given = true;
  EXPECT_EQ(read_consent(Body(OrderKind::kConsent, write_consent, consent).order(), &read),
            SuitStatus::kBadValue);  // for ever
  consent.until = 1798761599;
  const Body given(OrderKind::kConsent, write_consent, consent);  // `read` points into it
  ASSERT_EQ(read_consent(given.order(), &read), SuitStatus::kOk);
  EXPECT_TRUE(read.given && equal(read.purpose, "check"));
  EXPECT_EQ(read.until, consent.until);
}

}  // namespace
}  // namespace satchel
