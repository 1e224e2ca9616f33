#include "link/sign/sealing_key.h"

#include "base/error.h"

namespace satchel {

static_assert(kSealingPublicBytes == crypto_box_PUBLICKEYBYTES);

SealingKey SealingKey::generate() {
  if (sodium_init() < 0) throw Error(Exit::kFailed, "libsodium finds no source of randomness");
  SecretBytes secret(crypto_box_SECRETKEYBYTES);
  randombytes_buf(secret.data(), secret.size());
  return from_secret(std::move(secret));
}

SealingKey SealingKey::from_secret(SecretBytes secret) {
  if (secret.size() != crypto_box_SECRETKEYBYTES) {
    throw Error(Exit::kUnusable,
                "a sealing key has 32 bytes, this one has " + std::to_string(secret.size()));
  }
  SealingKey key;
  key.secret_ = std::move(secret);
  crypto_scalarmult_base(key.public_.data(), key.secret_.data());
  return key;
}

ByteVector SealingKey::open(std::span<const std::uint8_t> sealed) const {
  ByteVector message(sealed.size() < crypto_box_SEALBYTES ? 0
                                                          : sealed.size() - crypto_box_SEALBYTES);
  if (sealed.size() < crypto_box_SEALBYTES ||
      crypto_box_seal_open(message.data(), sealed.data(), sealed.size(), public_.data(),
                           secret_.data()) != 0) {
    throw Error(Exit::kRefused, "the sealed message does not open with this key",
                "It was sealed to another key, or changed on its way. Compare the key with the one "
                "in the kits' settings.");
  }
  return message;
}

}  // namespace satchel
