#include <gtest/gtest.h>

#include "base/error.h"
#include "link/sign/orders.h"
#include "link/sign/rotation.h"
#include "link/sign/testing.h"

namespace satchel {
namespace {

using testing_support::from_hex;

class Orders : public ::testing::Test {
 protected:
  SuitStatus open(const ByteVector& bytes) {
    return open_order(view_of(bytes), key_.public_key().verifier(), &order_);
  }

  ByteVector seal(const Order& order) {
    ByteVector bytes(kMaxOrderBytes);
    CborWriter writer(bytes.data(), bytes.size());
    EXPECT_TRUE(seal_order(order, key_, &writer));
    bytes.resize(writer.size());
    return bytes;
  }

  SecretKey key_ = SecretKey::generate();
  Order order_;
};

TEST_F(Orders, SayWhatWasSealed) {
  const ByteVector body = from_hex("a10102");
  Order order;
  order.kind = OrderKind::kSettings;
  order.sequence = 9;
  order.target.has_class = true;
  order.target.class_id[3] = 7;
  order.target.has_kit = true;
  order.target.kit[31] = 8;
  order.body = view_of(body);
  const ByteVector bytes = seal(order);
  ASSERT_EQ(open(bytes), SuitStatus::kOk);
  EXPECT_EQ(order_.kind, OrderKind::kSettings);
  EXPECT_EQ(order_.sequence, 9u);
  EXPECT_TRUE(equal(order_.body, order.body));

  std::uint8_t class_id[kUuidBytes] = {0, 0, 0, 7}, kit[32] = {};
  kit[31] = 8;
  EXPECT_EQ(judge_order(order_, class_id, kit, 8), SuitStatus::kOk);
  EXPECT_EQ(judge_order(order_, class_id, kit, 9), SuitStatus::kReplayed);
  kit[0] = 1;
  EXPECT_EQ(judge_order(order_, class_id, kit, 8), SuitStatus::kOtherKit);
  class_id[0] = 1;
  EXPECT_EQ(judge_order(order_, class_id, kit, 8), SuitStatus::kOtherClass);
}

TEST_F(Orders, NoBitIsUnsigned) {
  const ByteVector body = from_hex("a10102");
  Order order;
  order.sequence = 1;
  order.body = view_of(body);
  ByteVector bytes = seal(order);
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    EXPECT_NE(open(bytes), SuitStatus::kOk) << bit;
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
  }
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(open(ByteVector(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size))),
              SuitStatus::kMalformed);
  }
  bytes.push_back(0);
  EXPECT_EQ(open(bytes), SuitStatus::kTrailingBytes);
}

TEST_F(Orders, HaveOneForm) {
  const auto with_body = [&](const char* hex) {
    const ByteVector body = from_hex(hex);
    Order order;
    order.sequence = 1;
    order.body = view_of(body);
    return open(seal(order));
  };
  EXPECT_EQ(with_body("a0"), SuitStatus::kOk);
  EXPECT_EQ(with_body("a1180102"), SuitStatus::kNotDeterministic);
  EXPECT_EQ(with_body("a201020102"), SuitStatus::kNotDeterministic);
  EXPECT_EQ(with_body("bfff"), SuitStatus::kNotDeterministic);
  EXPECT_EQ(with_body("80"), SuitStatus::kMalformed);
  EXPECT_EQ(with_body("a006a0"), SuitStatus::kNotDeterministic);
  Order zero;
  const ByteVector empty = from_hex("a0");
  zero.body = view_of(empty);
  EXPECT_EQ(open(seal(zero)), SuitStatus::kBadValue);
}

TEST_F(Orders, OfSettingsHoldWhatWasAsked) {
  Settings settings;
  settings.telemetry = TelemetryLevel::kLearning;
  settings.has_service_key = true;
  settings.service_key[7] = 7;
  settings.milli_epsilon = 500;
  settings.ledger_cap = 40000;
  settings.term = 3;
  settings.school_class = view_of("4b");
  OrderTarget target;
  target.has_kit = true;
  target.kit[0] = 9;
  const ByteVector bytes = make_settings_order(settings, target, 12, key_);
  ASSERT_EQ(open(bytes), SuitStatus::kOk);
  EXPECT_EQ(order_.sequence, 12u);
  EXPECT_TRUE(order_.target.has_kit && !order_.target.has_class);
  Settings read;
  ASSERT_EQ(read_settings(order_, &read), SuitStatus::kOk);
  EXPECT_TRUE(narrower(read, settings) && narrower(settings, read)) << "the same";
  EXPECT_EQ(read.term, 3u);
}

TEST_F(Orders, ThatNoKitWouldTakeAreNotMade) {
  Settings settings;
  settings.telemetry = TelemetryLevel::kLearning;  // and nobody who may read it
  EXPECT_THROW(make_settings_order(settings, {}, 1, key_), Error);
  settings = Settings();
  settings.milli_epsilon = kMostMilliEpsilon + 1;
  EXPECT_THROW(make_settings_order(settings, {}, 1, key_), Error);
  EXPECT_THROW(make_settings_order(Settings(), {}, 0, key_), Error);
  EXPECT_THROW(make_erase_order({}, {}, 1, key_), Error);
  ConsentCommand consent;
  consent.given = true;
  consent.purpose = view_of("review");  // without a date
  EXPECT_THROW(make_consent_order(consent, {}, 1, key_), Error);
}

TEST_F(Orders, OfErasureAndConsentHoldWhatWasAsked) {
  const ByteVector erasing = make_erase_order({true, false, true}, {}, 2, key_);
  ASSERT_EQ(open(erasing), SuitStatus::kOk);
  EraseCommand erase;
  ASSERT_EQ(read_erase(order_, &erase), SuitStatus::kOk);
  EXPECT_TRUE(erase.packages && !erase.samples && erase.settings);

  ConsentCommand asked;
  asked.given = true;
  asked.purpose = view_of("review");
  asked.until = 1800000000;
  const ByteVector given = make_consent_order(asked, {}, 3, key_);
  ASSERT_EQ(open(given), SuitStatus::kOk);
  ConsentCommand consent;
  ASSERT_EQ(read_consent(order_, &consent), SuitStatus::kOk);
  EXPECT_TRUE(consent.given && equal(consent.purpose, view_of("review")));
  EXPECT_EQ(consent.until, 1800000000u);
}

TEST(RotationOrder, IsSignedByBothKeys) {
  SecretKey old = SecretKey::generate(), fresh = SecretKey::generate();
  const Ed25519Public old_key = old.public_key().ed25519();
  const ByteVector message = make_rotation(old, fresh, 1);
  Ed25519Public key = {};
  EXPECT_EQ(check_rotation(view_of(message), old_key, &key), SuitStatus::kOk);
  EXPECT_EQ(key, fresh.public_key().ed25519());
  // Another publisher's kit.
  EXPECT_EQ(check_rotation(view_of(message), key, &key), SuitStatus::kBadSignature);
  EXPECT_THROW(make_rotation(old, fresh, 0), Error);

  // A proof that was made for another number.
  Order order;
  ASSERT_EQ(open_order(view_of(message), old.public_key().verifier(), &order), SuitStatus::kOk);
  order.sequence = 2;
  ByteVector other(kMaxOrderBytes);
  CborWriter writer(other.data(), other.size());
  ASSERT_TRUE(seal_order(order, old, &writer));
  EXPECT_EQ(check_rotation({other.data(), writer.size()}, old_key, &key),
            SuitStatus::kBadSignature);
}

}  // namespace
}  // namespace satchel
