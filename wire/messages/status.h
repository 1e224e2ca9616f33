#pragma once

#include <stdint.h>

namespace satchel {

// Why a report, a sample or a receipt is turned down.
enum class MessageStatus : uint8_t {
  kOk = 0,
  kWrongSize,           // longer or shorter than a report of its kind can be
  kMalformed,           // no CBOR, cut off, or not the shape of a report
  kUnsupportedVersion,  // written by a newer kit
  kUnknownElement,      // a field that is not on the list
  kBadValue,            // a value outside of its range
  kNotDeterministic,    // another encoding than the one that the specification fixes
  kBadSignature,        // not by the kit's key, or not over this
};

}  // namespace satchel
