#pragma once

#include "wire/cbor/reader.h"
#include "wire/cbor/writer.h"
#include "wire/cose/crypto.h"

// COSE_Sign1 (RFC 9052, section 4.2): one signature over one payload.
//
//   18([ bstr of {1: algorithm}, {}, payload or null, signature ])
namespace satchel {

inline constexpr uint64_t kCoseSign1Tag = 18;

enum class CoseStatus : uint8_t {
  kOk,
  kMalformed,         // no CBOR, or not the shape of a COSE_Sign1
  kTrailing,          // bytes after the message
  kNotDeterministic,  // another encoding than the shortest one
  kUnprotected,       // an unprotected header that holds something: unsigned bytes
  kUnknownHeader,     // a protected header beside the algorithm
};

// Views into the bytes that were read.
struct CoseSign1 {
  ByteView protected_header;    // the encoded map, empty for none; signed as it is
  ByteView unprotected;         // the encoded map
  int64_t algorithm = 0;        // of the protected header; 0 when it names none
  bool only_algorithm = false;  // the protected header holds nothing else
  bool unprotected_empty = false;
  bool detached = false;  // payload null: it travels elsewhere
  ByteView payload;
  ByteView signature;
};

// Reads one tagged COSE_Sign1 that fills `bytes`. Whatever headers there are are taken; kMalformed
// and kTrailing are the only refusals.
CoseStatus read_sign1(ByteView bytes, CoseSign1* message);

// As ours have to be: deterministic, the algorithm the only header, nothing outside the signature.
CoseStatus read_strict_sign1(ByteView bytes, CoseSign1* message);

// Writes the message as it was read, in the deterministic encoding.
void write_sign1(CborWriter& writer, const CoseSign1& message);

// {1: algorithm}, the protected header of ours. At most kProtectedBytes long.
inline constexpr size_t kProtectedBytes = 12;
void write_protected(CborWriter& writer, int64_t algorithm);

// What the signature is over: [ "Signature1", protected, external data, payload ], section 4.4.
// `external` binds the message to what it is for.
void write_signed_bytes(CborWriter& writer, ByteView protected_header, ByteView external,
                        ByteView payload);

}  // namespace satchel
