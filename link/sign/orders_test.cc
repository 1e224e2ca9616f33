#include <gtest/gtest.h>

#include "base/error.h"
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
