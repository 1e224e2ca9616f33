#pragma once

#include "wire/cbor/cbor.h"
#include "wire/messages/sealing.h"

// What leaves a kit leaves it through these ports: sealed to somebody who is elsewhere, so that
// neither the kit nor who carries it can open it again. firmware/crypto has both over libsodium.
namespace satchel {

enum class SealStatus : uint8_t {
  kOk,
  kNoEntropy,  // the source of randomness failed; nothing was sealed
  kBadKey,     // a public key that no secret key belongs to
};

// A short message.
class Sealer {
 public:
  // libsodium's crypto_box_seal: message.size + kBoxSealBytes bytes to `sealed`, which does not
  // overlap the message. Unless the answer is kOk nothing in `sealed` may be used.
  virtual SealStatus seal(const uint8_t recipient[kBoxKeyBytes], ByteView message,
                          uint8_t* sealed) = 0;

 protected:
  ~Sealer() = default;
};

// A long one, in chunks: a crypto_secretstream_xchacha20poly1305 under a fresh key, which itself is
// sealed to the recipient.
class StreamSealer {
 public:
  // One at a time; what was begun before is forgotten.
  virtual SealStatus begin(const uint8_t recipient[kBoxKeyBytes],
                           uint8_t sealed_key[kSealedStreamKeyBytes],
                           uint8_t header[kStreamHeaderBytes]) = 0;
  // The next chunk: chunk.size + kStreamChunkBytes bytes to `sealed`, which does not overlap it.
  // `additional` is bound to the chunk but not in it. After the last one, which is marked so, the
  // key is gone. REQUIRES: begin() was kOk.
  virtual void push(ByteView chunk, ByteView additional, bool last, uint8_t* sealed) = 0;
  // Forgets the key of a stream that was not ended.
  virtual void forget() = 0;

 protected:
  ~StreamSealer() = default;
};

}  // namespace satchel
