#include "firmware/crypto/sodium_verifier.h"

#include <sodium/crypto_sign_ed25519.h>

namespace satchel {

static_assert(kEd25519KeyBytes == crypto_sign_ed25519_PUBLICKEYBYTES);
static_assert(kSignatureBytes == crypto_sign_ed25519_BYTES);

SodiumVerifier::SodiumVerifier(const uint8_t public_key[kEd25519KeyBytes]) {
  __builtin_memcpy(public_key_, public_key, sizeof(public_key_));
}

bool SodiumVerifier::fits(int64_t algorithm) const {
  return algorithm == cose_algorithm::kEdDsa || algorithm == cose_algorithm::kEd25519;
}

// Points of small order and signatures that are not reduced are refused by libsodium.
bool SodiumVerifier::verify(int64_t algorithm, ByteView message, ByteView signature) const {
  return fits(algorithm) && signature.size == kSignatureBytes &&
         crypto_sign_ed25519_verify_detached(signature.data, message.data, message.size,
                                             public_key_) == 0;
}

}  // namespace satchel
