#pragma once

#include <stdint.h>

namespace satchel {

// Why an envelope is turned down. The numbers travel (spec/envelope.md): they only grow.
enum class SuitStatus : uint8_t {
  kOk = 0,
  // What its bytes are.
  kMalformed = 1,           // no CBOR, cut off, or not the shape of an envelope
  kTrailingBytes = 2,       // bytes after the envelope
  kNotDeterministic = 3,    // another encoding than the one that the specification fixes
  kUnknownElement = 4,      // a key, command or parameter that is not known
  kMissingElement = 5,      // one that has to be there is not
  kTooMany = 6,             // more signatures, components or payloads than are read
  kTooLong = 7,             // an envelope longer than kMaxEnvelopeBytes
  kUnsupportedVersion = 8,  // of the manifest
  kUnsupportedDigest = 9,   // not SHA-256
  kBadValue = 10,           // a value outside its range
  // Whom it is from.
  kUnauthenticated = 16,  // no signature
  kUnsignedHeader = 17,   // a header that the signature does not cover
  kWrongAlgorithm = 18,   // the algorithm does not fit the key
  kBadSignature = 19,     // not this key's signature over this digest
  kDigestMismatch = 20,   // signed digest and manifest differ
  kSeveredMismatch = 21,  // a severed element is not the one that the manifest names
  kPayloadMismatch = 22,  // a payload is not the one that the manifest names
  // Whom it is for, and when: what a kit compares with itself.
  kOtherVendor = 32,
  kOtherClass = 33,
  kOtherLesson = 34,
  kReplayed = 35,        // a lower sequence number than the one accepted last
  kSequenceReused = 36,  // the number accepted last, on another envelope
  kPackageTooLarge = 37,
  kExpired = 38,
  kBatteryLow = 39,
  kFirmwareTooOld = 40,
  kOtherKit = 41,     // an order for one kit alone, and not this one
  kTimeUnknown = 42,  // a kit that knows no time takes nothing that expires
};

// "its signature is not this key's": after "the envelope is refused: ".
const char* suit_status_text(SuitStatus status);

}  // namespace satchel
