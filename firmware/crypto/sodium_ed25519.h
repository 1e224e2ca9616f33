#pragma once

#include "firmware/crypto/sodium_verifier.h"
#include "firmware/hal/ed25519.h"

namespace satchel {

// Ed25519 over libsodium, on boards and on the host alike. No secret stays in it.
class SodiumEd25519 final : public Ed25519 {
 public:
  const SignatureVerifier& verifier(const uint8_t public_key[kEd25519Bytes]) override;
  void public_key(const uint8_t seed[kEd25519Bytes], uint8_t out[kEd25519Bytes]) override;
  bool sign(const uint8_t seed[kEd25519Bytes], ByteView message,
            uint8_t signature[kSignatureBytes]) override;

 private:
  static constexpr uint8_t kNobody[kEd25519Bytes] = {};
  SodiumVerifier verifier_{kNobody};
};

}  // namespace satchel
