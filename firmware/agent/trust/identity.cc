#include "firmware/agent/trust/identity.h"

namespace satchel {

bool Identity::belongs_to(const uint8_t publisher[kEd25519Bytes],
                          const uint8_t class_id[kUuidBytes]) const {
  IdentityRecord record;
  return get(&record) && __builtin_memcmp(record.publisher, publisher, kEd25519Bytes) == 0 &&
         __builtin_memcmp(record.class_id, class_id, kUuidBytes) == 0;
}

ProvisionStatus Identity::provision(const uint8_t publisher[kEd25519Bytes],
                                    const uint8_t class_id[kUuidBytes], Entropy& entropy) {
  if (belongs_to(publisher, class_id)) return ProvisionStatus::kOk;
  if (provisioned()) return ProvisionStatus::kOtherOwner;
  IdentityRecord record;
  if (!entropy.fill(record.seed, kEd25519Bytes)) return ProvisionStatus::kNoEntropy;
  ed25519_->public_key(record.seed, record.kit);
  __builtin_memcpy(record.publisher, publisher, kEd25519Bytes);
  __builtin_memcpy(record.class_id, class_id, kUuidBytes);
  const bool stored = log_->put(RecordKey::kIdentity, record) == StoreStatus::kOk;
  return stored ? ProvisionStatus::kOk : ProvisionStatus::kStoreFailed;
}

StoreStatus Identity::replace_publisher(const uint8_t publisher[kEd25519Bytes]) {
  IdentityRecord record;
  get(&record);
  __builtin_memcpy(record.publisher, publisher, kEd25519Bytes);
  return log_->put(RecordKey::kIdentity, record);
}

const SignatureVerifier* Identity::publisher() const {
  IdentityRecord record;
  return get(&record) ? &ed25519_->verifier(record.publisher) : nullptr;
}

}  // namespace satchel
