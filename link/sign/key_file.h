#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>

#include "link/sign/key_kind.h"
#include "link/sign/secret_bytes.h"

namespace satchel {

// A half of a key pair, of any kind; the secret half of Ed25519 is its seed.
inline constexpr std::size_t kRawKeyBytes = 32;
using RawKey = std::array<std::uint8_t, kRawKeyBytes>;

// What stands readable in an encrypted key file (spec/keys.md). Only opening the file proves it.
struct StatedKey {
  KeyKind kind = KeyKind::kPublisher;
  RawKey public_key = {};
};

// Whether the file calls itself a key file.
bool is_key_file(const std::filesystem::path& path);
// Throws Error(Exit::kUnusable) when it is none, or of another version.
StatedKey stated_key(const std::filesystem::path& path);

// Writes a secret half, encrypted under the passphrase, readable by its owner alone. Throws
// Error(Exit::kUnusable) when the file exists or the passphrase is empty. REQUIRES: kRawKeyBytes.
void write_key_file(const std::filesystem::path& path, KeyKind kind,
                    std::span<const std::uint8_t> secret, const SecretText& passphrase);
// The secret half. Throws Error: Exit::kUnusable when the file cannot be read, is no key file or
// one of another kind, Exit::kRefused when the passphrase is another or the file was changed.
SecretBytes open_key_file(const std::filesystem::path& path, KeyKind wanted,
                          const SecretText& passphrase);

}  // namespace satchel
