#pragma once

#include <stddef.h>
#include <stdint.h>

// What reader and writer of CBOR (RFC 8949) share. No heap, no floating point, no recursion.
namespace satchel {

// Bytes that somebody else owns; valid as long as the buffer they were read from.
struct ByteView {
  const uint8_t* data = nullptr;
  size_t size = 0;
};

bool equal(ByteView view, const char* text);
bool equal(ByteView left, ByteView right);

// The characters of a zero-terminated text, without the zero.
ByteView view_of(const char* text);

enum class CborType : uint8_t {
  kUnsigned = 0,
  kNegative = 1,
  kBytes = 2,
  kText = 3,
  kArray = 4,
  kMap = 5,
  kTag = 6,
  kSimple = 7,  // false, true, null, undefined, floats
  kBreak,       // the end of an indefinite-length item
  kEnd,         // no bytes left, or the reader has failed
};

// How deep arrays and maps may nest. Every format that Satchel reads needs four; the limit bounds
// the reader's memory.
inline constexpr size_t kCborMaxDepth = 16;

}  // namespace satchel
