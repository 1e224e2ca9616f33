#pragma once

#include "wire/cbor/cbor.h"

namespace satchel {

// Writes CBOR into a buffer that the caller owns, in the shortest form of each head (RFC 8949,
// section 4.2.1). A value that does not fit sets overflow and nothing more is written, so that one
// check of ok() at the end is enough. The writer does not count items: a map begun with n pairs
// must get n pairs.
class CborWriter {
 public:
  CborWriter(uint8_t* buffer, size_t capacity) : buffer_(buffer), capacity_(capacity) {}

  bool ok() const { return !overflow_; }
  const uint8_t* data() const { return buffer_; }
  size_t size() const { return size_; }
  size_t capacity() const { return capacity_; }
  // Forgets everything from `size` on, so that an answer begun in vain can become an error's.
  void rewind(size_t size);

  void write_unsigned(uint64_t value) { head(CborType::kUnsigned, value); }
  void write_integer(int64_t value);
  void write_bool(bool value);
  void write_null();
  void write_tag(uint64_t tag) { head(CborType::kTag, tag); }  // before the item that it tags
  void write_bytes(const uint8_t* data, size_t size);
  void write_text(const char* text);
  void write_text(ByteView text);
  // A pair of a map whose keys are texts.
  void pair_unsigned(const char* key, uint64_t value);
  void pair_bool(const char* key, bool value);
  void pair_bytes(const char* key, const uint8_t* data, size_t size);
  void pair_text(const char* key, const char* text);
  // Makes what was written from `start` on, a former size(), the content of a byte string.
  void wrap_bytes(size_t start);
  // An item, or several, that are CBOR already.
  void write_encoded(ByteView items);
  // Makes room for a byte string and answers where its bytes go; null when it does not fit.
  uint8_t* reserve_bytes(size_t size);

  void begin_array(uint64_t items) { head(CborType::kArray, items); }
  void begin_map(uint64_t pairs) { head(CborType::kMap, pairs); }
  void begin_array();  // of indefinite length: close with end()
  void begin_map();
  void end();

 private:
  void head(CborType type, uint64_t value);
  void put(uint8_t byte);

  uint8_t* buffer_;
  size_t capacity_;
  size_t size_ = 0;
  bool overflow_ = false;
};

}  // namespace satchel
