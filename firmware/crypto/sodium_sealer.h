#pragma once

#include <sodium/crypto_secretstream_xchacha20poly1305.h>

#include "firmware/agent/seal.h"
#include "firmware/hal/entropy.h"

namespace satchel {

// Sealing over libsodium, on boards and on the host alike. All randomness comes from the entropy
// port, never from libsodium's own source: where the port fails nothing is sealed, and a simulated
// kit seals the same bytes from the same seed.
class SodiumSealer final : public Sealer, public StreamSealer {
 public:
  explicit SodiumSealer(Entropy& entropy) : entropy_(&entropy) {}
  ~SodiumSealer() { forget(); }
  SodiumSealer(const SodiumSealer&) = delete;
  SodiumSealer& operator=(const SodiumSealer&) = delete;

  SealStatus seal(const uint8_t recipient[kBoxKeyBytes], ByteView message,
                  uint8_t* sealed) override;
  SealStatus begin(const uint8_t recipient[kBoxKeyBytes], uint8_t sealed_key[kSealedStreamKeyBytes],
                   uint8_t header[kStreamHeaderBytes]) override;
  void push(ByteView chunk, ByteView additional, bool last, uint8_t* sealed) override;
  void forget() override;

 private:
  Entropy* entropy_;
  crypto_secretstream_xchacha20poly1305_state stream_ = {};
};

}  // namespace satchel
