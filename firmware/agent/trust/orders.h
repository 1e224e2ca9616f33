#pragma once

#include "firmware/agent/trust/identity.h"
#include "wire/orders/command.h"
#include "wire/orders/rotation.h"

namespace satchel {

// What an order does beyond keys and numbers. Each has happened durably when it returns true, and
// may be asked again.
class OrderEffects {
 public:
  virtual bool settings(const Order& order) = 0;
  virtual bool erase(const EraseCommand& command) = 0;
  // `*refused` says when the kit cannot keep what the command asks: a date or a purpose.
  virtual bool consent(const ConsentCommand& command, SuitStatus* refused) = 0;

 protected:
  ~OrderEffects() = default;
};

struct OrderAnswer {
  SuitStatus refused = SuitStatus::kOk;
  bool stored = true;  // false: flash did not take it; it may come again
  OrderKind kind = OrderKind::kSettings;
  uint64_t sequence = 0;
  bool ok() const { return refused == SuitStatus::kOk && stored; }
};

// The publisher's orders: checked, counted, obeyed. spec/orders.md.
class Orders {
 public:
  Orders(RecordLog& log, Identity& identity, Ed25519& ed25519, Hash& hash, OrderEffects& effects)
      : log_(&log), identity_(&identity), ed25519_(&ed25519), hash_(&hash), effects_(&effects) {}

  // The number goes up durably before the order has an effect. The last order of a kind may come
  // again, because its answer got lost: it has its effect when a cut has left that undone, else
  // none.
  OrderAnswer take(ByteView bytes);
  // Something else has undone what the last order of this kind did, a withdrawal or an erasure:
  // whoever kept that order cannot bring it back.
  StoreStatus spend(OrderKind kind);

 private:
  struct Progress {
    uint64_t sequence[kOrderKinds];
    uint8_t digest[kOrderKinds][kSha256Bytes];  // of the last order of each kind
    uint32_t obeyed;                            // a bit a kind: it has had its effect
  };
  bool rotated_by(const Progress& progress, const uint8_t digest[kSha256Bytes],
                  OrderAnswer* answer) const;
  SuitStatus check_rotation(const Order& order, Rotation* rotation);
  bool obey(const Order& order, SuitStatus* refused);

  RecordLog* log_;
  Identity* identity_;
  Ed25519* ed25519_;
  Hash* hash_;
  OrderEffects* effects_;
};

}  // namespace satchel
