#pragma once

#include "wire/cbor/reader.h"

namespace satchel {

// A CBOR map whose keys are texts, looked up by name. Looking up reads the map again from its
// start: the maps are small and nothing has to be kept. Where a key appears twice the first counts;
// keys of other kinds and names that nobody asks for are passed over.
class CborMap {
 public:
  // One whole, well-formed map in the first bytes of the buffer, or valid() is false.
  CborMap(const uint8_t* data, size_t size);

  bool valid() const { return size_ != 0; }
  // The map's own bytes; what followed it in the buffer is not in it.
  size_t size() const { return size_; }

  // Puts the reader before the value of `key`. False when there is none.
  bool find(const char* key, CborReader* value) const;
  bool has(const char* key) const;

  // False when there is no such key or its value is of another kind; `*value` is left as it was.
  bool get(const char* key, uint64_t* value) const;
  bool get(const char* key, uint32_t* value) const;  // also false above 2^32 - 1
  bool get_integer(const char* key, int64_t* value) const;
  bool get(const char* key, bool* value) const;
  bool get_bytes(const char* key, ByteView* value) const;
  bool get_text(const char* key, ByteView* value) const;

 private:
  const uint8_t* data_;
  size_t size_ = 0;
};

}  // namespace satchel
