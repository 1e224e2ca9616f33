#pragma once

#include <sodium.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "link/sign/public_key.h"
#include "link/sign/suit_document.h"
#include "wire/suit/update.h"

// Envelopes on the host: made, and judged as a kit would and beyond.
namespace satchel {

// SHA-256 by libsodium, behind the port that the formats ask for.
class HostHash final : public Hash {
 public:
  void start() override;
  void update(const uint8_t* bytes, size_t size) override;
  void finish(uint8_t digest[kSha256Bytes]) override;

 private:
  crypto_hash_sha256_state state_;
};

// A signed envelope. Throws Error(Exit::kRefused) when the update does not fit into one.
ByteVector seal(const ModelUpdate& update, Signer& signer);

// A package beside its envelope.
struct PackageFacts {
  std::string name;  // of its card; empty where that is not known
  std::uint64_t size = 0;
  std::array<std::uint8_t, kSha256Bytes> digest = {};
};

struct EnvelopeVerdict {
  SuitStatus status = SuitStatus::kOk;
  // What it says; only when the signature is the key's.
  std::optional<SuitDocument> document;
  // Set when it is one of Satchel's own, which a kit may take; else it is another's.
  std::optional<ModelUpdate> update;
};

// Judges an envelope in the draft's order: form, signature, digest, then what it says, severed
// parts and payloads inside it. One that names Satchel's vendor id has to be what a kit takes, to
// the byte; another's has to be deterministic and known in every part, without a header that is not
// signed. `package`, when given, has to be the one that it names. `now` in seconds since 1970.
EnvelopeVerdict judge_envelope(ByteVector bytes, const PublicKey& key,
                               const std::optional<PackageFacts>& package, std::uint64_t now);

}  // namespace satchel
