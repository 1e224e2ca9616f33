#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>

#include "link/sign/public_key.h"
#include "link/sign/secret_bytes.h"

namespace satchel {

// A publisher's Ed25519 key pair. The secret half lies in memory that is wiped when the object
// goes.
class SecretKey final : public Signer {
 public:
  // From the system's randomness.
  static SecretKey generate();

  // Opens a publisher's encrypted key file (spec/keys.md). Throws what open_key_file() does.
  static SecretKey open(const std::filesystem::path& path, const SecretText& passphrase);

  // Throws what write_key_file() does.
  void save(const std::filesystem::path& path, const SecretText& passphrase) const;

  PublicKey public_key() const;

  int64_t algorithm() const override { return cose_algorithm::kEdDsa; }
  bool sign(ByteView message, uint8_t signature[kSignatureBytes]) override;

 private:
  SecretKey() = default;

  SecretBytes pair_;  // libsodium's form: seed, then public key
};

}  // namespace satchel
