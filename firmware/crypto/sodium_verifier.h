#pragma once

#include "wire/cose/crypto.h"

namespace satchel {

inline constexpr size_t kEd25519KeyBytes = 32;

// An Ed25519 public key over libsodium, on boards and on the host alike. It takes COSE's EdDSA (-8)
// and Ed25519 (-19), which are the same signature under two names. On a Cortex-M a verification
// needs about 2 KB of stack (bench/KIT.md).
class SodiumVerifier final : public SignatureVerifier {
 public:
  explicit SodiumVerifier(const uint8_t public_key[kEd25519KeyBytes]);

  bool fits(int64_t algorithm) const override;
  bool verify(int64_t algorithm, ByteView message, ByteView signature) const override;

 private:
  uint8_t public_key_[kEd25519KeyBytes];
};

}  // namespace satchel
