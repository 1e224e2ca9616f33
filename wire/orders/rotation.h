#pragma once

#include "wire/orders/order.h"

// A publisher's next key, named by the key in use. The new key signs as well, so that no kit is
// handed to a key that nobody holds.
namespace satchel {

inline constexpr size_t kPublisherKeyBytes = 32;  // Ed25519
inline constexpr size_t kRotationBodyBytes = 112;

struct Rotation {
  uint8_t new_key[kPublisherKeyBytes] = {};
  uint8_t proof[kSignatureBytes] = {};  // the new key's signature over rotation_proof()
};

// Reads the body of an order of kind kRotation. The proof is not checked yet.
SuitStatus read_rotation(const Order& order, Rotation* rotation);
void write_rotation(CborWriter& writer, const Rotation& rotation);

// What the new key signs: that it follows `old_key` under this number. At most kRotationProofBytes.
inline constexpr size_t kRotationProofBytes = 160;
void write_rotation_proof(CborWriter& writer, const uint8_t old_key[kPublisherKeyBytes],
                          const uint8_t new_key[kPublisherKeyBytes], uint64_t sequence);

}  // namespace satchel
