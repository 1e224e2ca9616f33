#pragma once

#include <stddef.h>

// Sizes of what is sealed with libsodium, on kits and on the host.
namespace satchel {

// crypto_box_seal: X25519 and XSalsa20-Poly1305 from a key pair that is used once.
inline constexpr size_t kBoxKeyBytes = 32;   // X25519, public or secret
inline constexpr size_t kBoxSealBytes = 48;  // what sealing adds to a message

// crypto_secretstream_xchacha20poly1305.
inline constexpr size_t kStreamKeyBytes = 32;
inline constexpr size_t kStreamHeaderBytes = 24;
inline constexpr size_t kStreamChunkBytes = 17;  // what sealing adds to a chunk
inline constexpr size_t kSealedStreamKeyBytes = kStreamKeyBytes + kBoxSealBytes;

}  // namespace satchel
