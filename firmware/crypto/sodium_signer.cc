#include "firmware/crypto/sodium_signer.h"

#include <sodium/crypto_sign_ed25519.h>
#include <sodium/utils.h>

namespace satchel {

static_assert(kEd25519KeyBytes == crypto_sign_ed25519_SEEDBYTES);

SodiumSigner::SodiumSigner(const uint8_t seed[kEd25519KeyBytes]) {
  crypto_sign_ed25519_seed_keypair(public_key_, pair_, seed);
}

SodiumSigner::~SodiumSigner() {
  sodium_memzero(pair_, sizeof(pair_));
}

bool SodiumSigner::sign(ByteView message, uint8_t signature[kSignatureBytes]) {
  return crypto_sign_ed25519_detached(signature, nullptr, message.data, message.size, pair_) == 0;
}

}  // namespace satchel
