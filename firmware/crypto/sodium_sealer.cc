#include "firmware/crypto/sodium_sealer.h"

#include <sodium/crypto_box.h>
#include <sodium/crypto_generichash.h>
#include <sodium/crypto_scalarmult.h>
#include <sodium/utils.h>

namespace satchel {

static_assert(kBoxKeyBytes == crypto_box_PUBLICKEYBYTES);
static_assert(kBoxSealBytes == crypto_box_SEALBYTES);
static_assert(kStreamKeyBytes == crypto_secretstream_xchacha20poly1305_KEYBYTES);
static_assert(kStreamHeaderBytes == crypto_secretstream_xchacha20poly1305_HEADERBYTES);
static_assert(kStreamChunkBytes == crypto_secretstream_xchacha20poly1305_ABYTES);

namespace {

// BLAKE2b of both public keys, as crypto_box_seal_open expects it.
void box_nonce(const uint8_t* ephemeral, const uint8_t* recipient, uint8_t* nonce) {
  crypto_generichash_state hash;
  crypto_generichash_init(&hash, nullptr, 0, crypto_box_NONCEBYTES);
  crypto_generichash_update(&hash, ephemeral, kBoxKeyBytes);
  crypto_generichash_update(&hash, recipient, kBoxKeyBytes);
  crypto_generichash_final(&hash, nonce, crypto_box_NONCEBYTES);
}

}  // namespace

// What crypto_box_seal does, with a key pair out of the entropy port: that function has no way to
// say that randomness failed.
SealStatus SodiumSealer::seal(const uint8_t recipient[kBoxKeyBytes], ByteView message,
                              uint8_t* sealed) {
  uint8_t secret[kBoxKeyBytes];
  if (!entropy_->fill(secret, sizeof(secret))) return SealStatus::kNoEntropy;
  uint8_t nonce[crypto_box_NONCEBYTES];
  const bool done = crypto_scalarmult_base(sealed, secret) == 0 &&
                    (box_nonce(sealed, recipient, nonce),
                     crypto_box_easy(sealed + kBoxKeyBytes, message.data, message.size, nonce,
                                     recipient, secret) == 0);
  sodium_memzero(secret, sizeof(secret));
  sodium_memzero(nonce, sizeof(nonce));
  return done ? SealStatus::kOk : SealStatus::kBadKey;
}

SealStatus SodiumSealer::begin(const uint8_t recipient[kBoxKeyBytes],
                               uint8_t sealed_key[kSealedStreamKeyBytes],
                               uint8_t header[kStreamHeaderBytes]) {
  forget();
  uint8_t key[kStreamKeyBytes];
  SealStatus status = SealStatus::kNoEntropy;
  if (entropy_->fill(key, sizeof(key)) && entropy_->fill(header, kStreamHeaderBytes)) {
    status = seal(recipient, {key, sizeof(key)}, sealed_key);
  }
  if (status == SealStatus::kOk) {
    // The state for reading under a header is the state for writing under it; init_push would draw
    // the header itself.
    crypto_secretstream_xchacha20poly1305_init_pull(&stream_, header, key);
  }
  sodium_memzero(key, sizeof(key));
  return status;
}

void SodiumSealer::push(ByteView chunk, ByteView additional, bool last, uint8_t* sealed) {
  crypto_secretstream_xchacha20poly1305_push(
      &stream_, sealed, nullptr, chunk.data, chunk.size, additional.data, additional.size,
      last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
           : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
  if (last) forget();
}

void SodiumSealer::forget() {
  sodium_memzero(&stream_, sizeof(stream_));
}

}  // namespace satchel
