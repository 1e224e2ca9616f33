#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>

#include "link/sign/bytes.h"
#include "link/sign/secret_bytes.h"

namespace satchel {

inline constexpr std::size_t kSealingPublicBytes = 32;
using SealingPublic = std::array<std::uint8_t, kSealingPublicBytes>;

// The public half in a file: X25519 as PEM, SubjectPublicKeyInfo (RFC 8410), as `openssl pkey
// -pubout` writes it. Throws Error(Exit::kUnusable).
SealingPublic read_sealing_public(const std::filesystem::path& path);

// An X25519 key pair: kits seal to its public half, whoever holds the secret one opens. A service's
// (learning reports) and a steward's (samples) are two, so that neither reads what is the other's.
class SealingKey {
 public:
  // From the system's randomness.
  static SealingKey generate();
  // From the 32 bytes of the secret half. Throws Error(Exit::kUnusable) for another size.
  static SealingKey from_secret(SecretBytes secret);

  const SealingPublic& public_key() const { return public_; }
  const SecretBytes& secret() const { return secret_; }

  // The message in a sealed box (libsodium's crypto_box_seal). Throws Error(Exit::kRefused) when it
  // was sealed to another key or changed since.
  ByteVector open(std::span<const std::uint8_t> sealed) const;

 private:
  SealingKey() = default;

  SealingPublic public_ = {};
  SecretBytes secret_;
};

}  // namespace satchel
