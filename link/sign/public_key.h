#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "wire/cose/crypto.h"

namespace satchel {

inline constexpr std::size_t kEd25519PublicBytes = 32;
using Ed25519Public = std::array<std::uint8_t, kEd25519PublicBytes>;

// A public key on the host: Ed25519 (ours, verified by libsodium) or P-256 (other people's,
// verified by OpenSSL). As a file it is PEM, SubjectPublicKeyInfo (RFC 5280, RFC 8410): NAME.pub is
// one.
class PublicKey {
 public:
  // Throws Error(Exit::kUnusable) when the file cannot be read, is no public key, or one of another
  // kind; a file with a secret key in it is refused too.
  static PublicKey read(const std::filesystem::path& path);
  static PublicKey from_pem(const std::string& pem, const std::string& source);
  static PublicKey from_ed25519(const Ed25519Public& key);

  bool is_ed25519() const { return ed25519_; }
  // REQUIRES: is_ed25519().
  const Ed25519Public& ed25519() const { return raw_; }
  std::string algorithm_name() const { return ed25519_ ? "Ed25519" : "P-256"; }
  std::string pem() const;
  // SHA-256 of the SubjectPublicKeyInfo, in hexadecimal: what people compare.
  std::string fingerprint() const;

  const SignatureVerifier& verifier() const { return *verifier_; }

 private:
  PublicKey() = default;

  bool ed25519_ = false;
  Ed25519Public raw_ = {};
  std::vector<std::uint8_t> info_;  // SubjectPublicKeyInfo, DER
  std::shared_ptr<const SignatureVerifier> verifier_;
};

}  // namespace satchel
