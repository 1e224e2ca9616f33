#pragma once

#include "firmware/agent/store/record_log.h"
#include "firmware/hal/ed25519.h"
#include "firmware/hal/entropy.h"
#include "wire/suit/update.h"

namespace satchel {

enum class ProvisionStatus : uint8_t { kOk, kOtherOwner, kNoEntropy, kStoreFailed };

// Whom a kit belongs to and what it calls itself: the value of RecordKey::kIdentity.
struct IdentityRecord {
  uint8_t publisher[kEd25519Bytes];  // whom it believes; a rotation replaces it
  uint8_t class_id[kUuidBytes];
  uint8_t kit[kEd25519Bytes];   // its own public key, its name
  uint8_t seed[kEd25519Bytes];  // of its own pair; never leaves
};
static_assert(sizeof(IdentityRecord) == 112, "a format in flash");

// Given to a kit once, at the cable, by somebody who presses its button.
class Identity {
 public:
  Identity(RecordLog& log, Ed25519& ed25519) : log_(&log), ed25519_(&ed25519) {}

  bool provisioned() const { return log_->has(RecordKey::kIdentity); }
  // False when it is not provisioned.
  bool get(IdentityRecord* record) const { return log_->get(RecordKey::kIdentity, record); }
  // Whether it was provisioned with just these.
  bool belongs_to(const uint8_t publisher[kEd25519Bytes], const uint8_t class_id[kUuidBytes]) const;

  // Draws the kit's own pair. kOk as well when it belongs to them already.
  ProvisionStatus provision(const uint8_t publisher[kEd25519Bytes],
                            const uint8_t class_id[kUuidBytes], Entropy& entropy);
  // The publisher's next key. REQUIRES: provisioned().
  StoreStatus replace_publisher(const uint8_t publisher[kEd25519Bytes]);

  // The publisher's key, for signatures; null before provisioning. Valid until the next call.
  const SignatureVerifier* publisher() const;

 private:
  RecordLog* log_;
  Ed25519* ed25519_;
};

}  // namespace satchel
