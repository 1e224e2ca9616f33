#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace satchel {

// Whose a key pair is, and so what it is for. The numbers stand in key files (spec/keys.md).
enum class KeyKind : std::uint8_t {
  kPublisher = 1,  // Ed25519: signs envelopes and orders
  kSteward = 2,    // X25519: opens samples
  kService = 3,    // X25519: opens learning reports
};

// "publisher", "steward", "service".
std::string kind_name(KeyKind kind);
// Throws Error(Exit::kUnusable) for another word.
KeyKind parse_kind(const std::string& name);

// Throws Error(Exit::kUnusable) that names both kinds when they differ; `source` is where the key
// was found.
void require_kind(const std::string& source, KeyKind found, KeyKind wanted);
[[noreturn]] void refuse_kind(const std::string& source, const std::string& found, KeyKind wanted);

// The line before the PEM of a steward's or service's public key. X25519 looks the same for both;
// the line keeps people from mixing them up, it proves nothing.
std::string kind_line(KeyKind kind);
// The kind that such a line states; nothing when there is none, as in other programs' files.
std::optional<KeyKind> kind_in_pem(const std::string& pem);

}  // namespace satchel
