#pragma once

#include "wire/cose/sign1.h"
#include "wire/suit/status.h"
#include "wire/suit/update.h"

// What a publisher tells kits beside updates: a COSE_Sign1 with its payload inside, strict as
// envelopes are. spec/orders.md is normative. An order of each kind has sequence numbers of its
// own.
namespace satchel {

enum class OrderKind : uint8_t {
  kRotation = 1,  // the publisher's next key: rotation.h
  kSettings = 2,  // what may leave the kit, and for whom: settings.h
  kErase = 3,     // command.h
  kConsent = 4,   // command.h
};
inline constexpr size_t kOrderKinds = 4;

// The longest order that a kit takes.
inline constexpr size_t kMaxOrderBytes = 512;

// Who it is for: all kits of the publisher, or those of one device class, or one kit.
struct OrderTarget {
  bool has_class = false;
  uint8_t class_id[kUuidBytes] = {};
  bool has_kit = false;
  uint8_t kit[32] = {};  // the kit's public key, of its provisioning
};

struct Order {
  OrderKind kind = OrderKind::kSettings;
  uint64_t sequence = 0;
  OrderTarget target;
  ByteView body;  // the encoded map, deterministic; a view into the message
};

// Reads and verifies an order that fills `bytes`. `*order` is set only when the answer is kOk.
// Needs about 700 bytes of stack beside what `key` takes.
SuitStatus open_order(ByteView bytes, const SignatureVerifier& key, Order* order);

// What a kit holds against an order: kOtherClass or kOtherKit when it is for others, kReplayed when
// its number is not above `sequence`, that of the last order of its kind (0: none yet).
SuitStatus judge_order(const Order& order, const uint8_t class_id[kUuidBytes],
                       const uint8_t kit[32], uint64_t sequence);

// Writes a signed order. False when it does not fit or the signer fails.
bool seal_order(const Order& order, Signer& signer, CborWriter* writer);

}  // namespace satchel
