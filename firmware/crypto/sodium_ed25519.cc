#include "firmware/crypto/sodium_ed25519.h"

#include "firmware/crypto/sodium_signer.h"

namespace satchel {

const SignatureVerifier& SodiumEd25519::verifier(const uint8_t public_key[kEd25519Bytes]) {
  verifier_ = SodiumVerifier(public_key);
  return verifier_;
}

void SodiumEd25519::public_key(const uint8_t seed[kEd25519Bytes], uint8_t out[kEd25519Bytes]) {
  const SodiumSigner pair(seed);
  __builtin_memcpy(out, pair.public_key(), kEd25519Bytes);
}

bool SodiumEd25519::sign(const uint8_t seed[kEd25519Bytes], ByteView message,
                         uint8_t signature[kSignatureBytes]) {
  SodiumSigner pair(seed);
  return pair.sign(message, signature);
}

}  // namespace satchel
