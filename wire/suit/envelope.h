#pragma once

#include "wire/cose/sign1.h"
#include "wire/suit/status.h"

// The outside of a SUIT envelope (draft-ietf-suit-manifest-37, section 8): tag 107 around a map
// whose parts are byte strings. Satchel's own envelopes are narrower: update.h.
namespace satchel {

inline constexpr uint64_t kSuitEnvelopeTag = 107;
inline constexpr int64_t kSuitSha256 = -16;
// An encoded SUIT_Digest of SHA-256, and what a signature over it is over; 48 bytes are for the
// protected header.
inline constexpr size_t kSuitDigestBytes = 36;
inline constexpr size_t kSuitSignedBytes = 16 + 48 + 2 + kSuitDigestBytes;
inline constexpr size_t kSuitMaxBlocks = 2;
inline constexpr size_t kSuitMaxSevered = 3;   // payload-fetch, install, text
inline constexpr size_t kSuitMaxPayloads = 2;  // integrated ones

// Keys of the envelope's map.
namespace suit_envelope {
inline constexpr uint64_t kAuthentication = 2;
inline constexpr uint64_t kManifest = 3;
inline constexpr uint64_t kPayloadFetch = 16;
inline constexpr uint64_t kInstall = 20;
inline constexpr uint64_t kText = 23;
}  // namespace suit_envelope

// SUIT_Digest = [ algorithm, bytes ].
struct SuitDigest {
  int64_t algorithm = 0;
  ByteView bytes;
};

struct SuitSevered {
  uint64_t key = 0;
  ByteView content;
  ByteView wrapped;  // with the head of its byte string: what its digest in the manifest is of
};

struct SuitPayload {
  ByteView name;  // the URI that the manifest fetches
  ByteView content;
};

// Views into the bytes that were read.
struct SuitEnvelope {
  ByteView signed_digest;  // the encoded SUIT_Digest, the detached payload of each block
  SuitDigest digest;       // of manifest_wrapped
  size_t block_count = 0;
  CoseSign1 blocks[kSuitMaxBlocks];
  ByteView manifest;          // the map
  ByteView manifest_wrapped;  // with the head of its byte string
  size_t severed_count = 0;
  SuitSevered severed[kSuitMaxSevered];
  size_t payload_count = 0;
  SuitPayload payloads[kSuitMaxPayloads];
};

// Reads an envelope that fills `bytes`; nothing in it is believed yet. kMalformed, kTrailingBytes,
// kUnknownElement, kMissingElement, kTooMany.
SuitStatus read_envelope(ByteView bytes, SuitEnvelope* envelope);

// Writes the envelope in the draft's order: authentication before manifest, then severed elements
// and payloads as they came, each in its shortest form.
void write_envelope(CborWriter& writer, const SuitEnvelope& envelope);

// Whether one block is the key's signature over the digest, and the digest the manifest's:
// kUnauthenticated, kWrongAlgorithm, kBadSignature, kUnsupportedDigest, kDigestMismatch. To be
// called before anything in the manifest is read.
SuitStatus authenticate(const SuitEnvelope& envelope, const SignatureVerifier& key, Hash& hash);

// Whether `bytes` are what the digest is of.
bool matches(const SuitDigest& digest, ByteView bytes, Hash& hash);

// SUIT_Digest alone, filling `bytes`.
SuitStatus read_suit_digest(ByteView bytes, SuitDigest* digest);
void write_suit_digest(CborWriter& writer, const SuitDigest& digest);

}  // namespace satchel
