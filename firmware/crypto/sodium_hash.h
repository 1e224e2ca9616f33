#pragma once

#include <sodium/crypto_hash_sha256.h>

#include "firmware/hal/hash.h"

namespace satchel {

// The hash port over libsodium, on boards and on the host alike.
class SodiumHash final : public Hash {
 public:
  void start() override;
  void update(const uint8_t* bytes, size_t size) override;
  void finish(uint8_t digest[kSha256Bytes]) override;

 private:
  crypto_hash_sha256_state state_;
};

}  // namespace satchel
