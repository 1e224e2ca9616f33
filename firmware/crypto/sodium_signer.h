#pragma once

#include "firmware/crypto/sodium_verifier.h"

namespace satchel {

// A kit's own Ed25519 key over libsodium, made from the 32 bytes that it keeps. It signs as COSE's
// EdDSA (-8). A signature needs about 2 KB of stack.
class SodiumSigner final : public Signer {
 public:
  explicit SodiumSigner(const uint8_t seed[kEd25519KeyBytes]);
  ~SodiumSigner();
  SodiumSigner(const SodiumSigner&) = delete;
  SodiumSigner& operator=(const SodiumSigner&) = delete;

  const uint8_t* public_key() const { return public_key_; }
  int64_t algorithm() const override { return cose_algorithm::kEdDsa; }
  bool sign(ByteView message, uint8_t signature[kSignatureBytes]) override;

 private:
  uint8_t public_key_[kEd25519KeyBytes];
  uint8_t pair_[2 * kEd25519KeyBytes];  // libsodium's form: seed, then public key
};

}  // namespace satchel
