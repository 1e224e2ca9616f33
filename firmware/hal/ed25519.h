#pragma once

#include "wire/cose/crypto.h"

namespace satchel {

inline constexpr size_t kEd25519Bytes = 32;  // a public key, and the seed of a secret one

// The port to Ed25519: other people's public keys, and the kit's own pair, made from a seed.
class Ed25519 {
 public:
  // Somebody's public key; valid until the next call.
  virtual const SignatureVerifier& verifier(const uint8_t public_key[kEd25519Bytes]) = 0;
  virtual void public_key(const uint8_t seed[kEd25519Bytes], uint8_t out[kEd25519Bytes]) = 0;
  virtual bool sign(const uint8_t seed[kEd25519Bytes], ByteView message,
                    uint8_t signature[kSignatureBytes]) = 0;

 protected:
  ~Ed25519() = default;
};

}  // namespace satchel
