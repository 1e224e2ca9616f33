#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "link/sign/bytes.h"
#include "link/sign/key_kind.h"
#include "link/sign/secret_bytes.h"

namespace satchel {

inline constexpr std::size_t kSealingPublicBytes = 32;
using SealingPublic = std::array<std::uint8_t, kSealingPublicBytes>;

// The public half in a file: X25519 as PEM, SubjectPublicKeyInfo (RFC 8410), as `satchel keys new`
// and `openssl pkey -pubout` write it.
struct SealingPublicFile {
  SealingPublic key = {};
  std::optional<KeyKind> kind;  // whose it says it is; other programs' files do not say
};
// Nothing when the file holds no public X25519 key.
std::optional<SealingPublicFile> find_sealing_public(const std::filesystem::path& path);
// Throws Error(Exit::kUnusable) when it holds none, or says that it is of another kind.
SealingPublic read_sealing_public(const std::filesystem::path& path, KeyKind wanted);

std::string sealing_public_pem(const SealingPublic& key, KeyKind kind);
// SHA-256 of the SubjectPublicKeyInfo, in hexadecimal: what people compare.
std::string fingerprint_of(const SealingPublic& key);

// An X25519 key pair: kits seal to its public half, whoever holds the secret one opens. A service's
// (learning reports) and a steward's (samples) are two, so that neither reads what is the other's.
class SealingKey {
 public:
  // From the system's randomness.
  static SealingKey generate();
  // From the 32 bytes of the secret half. Throws Error(Exit::kUnusable) for another size.
  static SealingKey from_secret(SecretBytes secret);

  // Opens what save() wrote, or an X25519 key as PEM (PKCS #8, RFC 8410), as `openssl genpkey`
  // writes it, which says no kind. `passphrase` is called when the file is encrypted and of the
  // wanted kind. Throws Error: Exit::kUnusable when the file cannot be read or is no such key,
  // Exit::kRefused when the passphrase is another or the file was changed.
  static SealingKey open(const std::filesystem::path& path, KeyKind wanted,
                         const std::function<SecretText()>& passphrase);
  // Throws what write_key_file() does.
  void save(const std::filesystem::path& path, KeyKind kind, const SecretText& passphrase) const;

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
