#pragma once

#include "wire/cbor/cbor.h"

namespace satchel {

// Whether `bytes` are one CBOR item, with nothing after it, in the core deterministic encoding (RFC
// 8949, section 4.2.1): each head in its shortest form, no indefinite length, the keys of every map
// in the order of their bytes and none twice. Narrower than the standard: keys are numbers or
// strings, there are no floats, nothing nests deeper than kCborMaxDepth. What is inside a byte
// string is not looked at.
bool is_deterministic(ByteView bytes);

}  // namespace satchel
