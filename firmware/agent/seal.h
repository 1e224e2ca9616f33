#pragma once

#include "wire/cbor/cbor.h"

namespace satchel {

inline constexpr size_t kSealKeyBytes = 32;  // X25519
// What a seal adds to a message: an ephemeral public key and an authenticator.
inline constexpr size_t kSealBytes = 48;

// The port to sealed boxes (libsodium's crypto_box_seal): whoever holds the secret half of `key`
// reads the message, nobody else does, the kit included.
class Sealer {
 public:
  // Writes message.size + kSealBytes bytes to `out`, which does not overlap the message. False when
  // the key is no point to seal to or the entropy fails; `out` then holds nothing that may be used.
  virtual bool seal(const uint8_t key[kSealKeyBytes], ByteView message, uint8_t* out) = 0;

 protected:
  ~Sealer() = default;
};

}  // namespace satchel
