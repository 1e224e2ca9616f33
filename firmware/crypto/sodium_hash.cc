#include "firmware/crypto/sodium_hash.h"

namespace satchel {

void SodiumHash::start() {
  crypto_hash_sha256_init(&state_);
}
void SodiumHash::update(const uint8_t* bytes, size_t size) {
  crypto_hash_sha256_update(&state_, bytes, size);
}
void SodiumHash::finish(uint8_t digest[kSha256Bytes]) {
  crypto_hash_sha256_final(&state_, digest);
}

}  // namespace satchel
