#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>

#include "link/sign/public_key.h"
#include "link/sign/secret_bytes.h"

namespace satchel {

// An Ed25519 key pair. The secret half lies in memory that is wiped when the object goes.
class SecretKey final : public Signer {
 public:
  // From the system's randomness.
  static SecretKey generate();

  // Opens an encrypted key file (spec/keys.md). Throws Error: Exit::kUnusable when the file cannot
  // be read or is no key file, Exit::kRefused when the passphrase is another or the file was
  // changed.
  static SecretKey open(const std::filesystem::path& path, const SecretText& passphrase);

  // Writes the key, encrypted under the passphrase, readable by its owner alone. Throws
  // Exit::kUnusable when the file exists or the passphrase is empty.
  void save(const std::filesystem::path& path, const SecretText& passphrase) const;

  PublicKey public_key() const;

  int64_t algorithm() const override { return cose_algorithm::kEdDsa; }
  bool sign(ByteView message, uint8_t signature[kSignatureBytes]) override;

 private:
  SecretKey() = default;

  SecretBytes pair_;  // libsodium's form: seed, then public key
};

// The public key that a key file states. Only opening the file proves it.
PublicKey public_key_in(const std::filesystem::path& path);
// Whether the file calls itself a key file.
bool is_key_file(const std::filesystem::path& path);

}  // namespace satchel
