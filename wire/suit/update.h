#pragma once

#include "wire/suit/envelope.h"

// Satchel's own envelope: one package for one lesson on kits of one class, signed by one publisher.
// spec/envelope.md is normative.
//
// No byte of it is unsigned, and each update has one encoding only: open_update() encodes what it
// understood again and refuses bytes that differ.
namespace satchel {

// The longest envelope that a kit takes.
inline constexpr size_t kMaxEnvelopeBytes = 512;
// The longest name of a lesson, in bytes of UTF-8.
inline constexpr size_t kMaxLessonBytes = 64;
inline constexpr size_t kUuidBytes = 16;

// Satchel's vendor id: UUIDv5(DNS, "satchel.example"), spec/envelope.md.
extern const uint8_t kVendorId[kUuidBytes];

struct FirmwareVersion {
  uint32_t major = 0, minor = 0, patch = 0;
};
// Negative, zero, positive: as memcmp.
int compare(const FirmwareVersion& left, const FirmwareVersion& right);

// What an envelope says.
struct ModelUpdate {
  ByteView lesson;  // its component id: the name on the package's card; a view into the envelope
  uint64_t sequence = 0;
  uint8_t vendor_id[kUuidBytes] = {};
  uint8_t class_id[kUuidBytes] = {};
  uint8_t digest[kSha256Bytes] = {};  // SHA-256 of the package file
  uint32_t size = 0;                  // of the package file, bytes
  // Conditions of its installation, each only when its flag is set.
  bool has_use_before = false;
  uint64_t use_before = 0;  // the last second at which it may be installed, since 1970-01-01 UTC
  bool has_minimum_battery = false;
  uint32_t minimum_battery = 0;  // mWh
  bool has_least_firmware = false;
  FirmwareVersion least_firmware;
};

// Judges an envelope by itself: its form, its signature, its digest, in the draft's order, then
// what it says. `*update` is set only when the answer is kOk; its views point into `envelope`.
// Needs about 700 bytes of stack beside what `key` and `hash` take.
SuitStatus open_update(ByteView envelope, const SignatureVerifier& key, Hash& hash,
                       ModelUpdate* update);

// What a kit knows of itself when it judges an update.
struct KitState {
  uint8_t class_id[kUuidBytes] = {};
  uint32_t slot_bytes = 0;  // the longest package that its slot holds
  FirmwareVersion firmware;
  uint64_t now = 0;      // seconds since 1970-01-01; 0 when it knows no time
  uint32_t battery = 0;  // mWh left; UINT32_MAX on a cable
  // Of the update's lesson, as stored. `accepted` is false before the first one.
  bool accepted = false;
  uint64_t sequence = 0;
  uint8_t envelope_digest[kSha256Bytes] = {};  // of the envelope that was accepted last
};

// Whether a kit may install the update: the statuses from kOtherVendor on. `envelope_digest` is the
// SHA-256 of the envelope's bytes: the same envelope may come again. A kit that knows no time takes
// no update that expires.
SuitStatus judge_update(const ModelUpdate& update, const uint8_t envelope_digest[kSha256Bytes],
                        const KitState& kit);

// For who makes one.

// The manifest's map. The writer overflows when the room is too small.
void write_update_manifest(CborWriter& writer, const ModelUpdate& update);

// Writes the whole envelope, signed. False when it does not fit into the writer or into
// kMaxEnvelopeBytes, or when the signer fails.
bool seal_update(const ModelUpdate& update, Signer& signer, Hash& hash, CborWriter* writer);

// 1 to kMaxLessonBytes bytes, none of them a control character.
bool is_lesson_name(ByteView name);

}  // namespace satchel
