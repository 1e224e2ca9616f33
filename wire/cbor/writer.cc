#include "wire/cbor/writer.h"

namespace satchel {

void CborWriter::put(uint8_t byte) {
  if (overflow_ || size_ == capacity_) {
    overflow_ = true;
    return;
  }
  buffer_[size_++] = byte;
}

void CborWriter::head(CborType type, uint64_t value) {
  const uint8_t major = static_cast<uint8_t>(static_cast<uint8_t>(type) << 5);
  if (value < 24) return put(static_cast<uint8_t>(major | value));
  uint8_t log2_bytes = 0;
  while (log2_bytes < 3 && value >> (8u << log2_bytes) != 0) ++log2_bytes;
  put(static_cast<uint8_t>(major | (24 + log2_bytes)));
  for (int shift = (8 << log2_bytes) - 8; shift >= 0; shift -= 8) {
    put(static_cast<uint8_t>(value >> shift));
  }
}

void CborWriter::rewind(size_t size) {
  if (size > size_) return;
  size_ = size;
  overflow_ = false;
}

void CborWriter::write_integer(int64_t value) {
  if (value >= 0) return head(CborType::kUnsigned, static_cast<uint64_t>(value));
  head(CborType::kNegative, static_cast<uint64_t>(-1 - value));
}

void CborWriter::write_bool(bool value) {
  put(value ? 0xf5 : 0xf4);
}
void CborWriter::write_null() {
  put(0xf6);
}

uint8_t* CborWriter::reserve_bytes(size_t size) {
  head(CborType::kBytes, size);
  if (overflow_ || capacity_ - size_ < size) {
    overflow_ = true;
    return nullptr;
  }
  uint8_t* place = buffer_ + size_;
  size_ += size;
  return place;
}

void CborWriter::write_bytes(const uint8_t* data, size_t size) {
  uint8_t* place = reserve_bytes(size);
  if (place != nullptr && size != 0) __builtin_memcpy(place, data, size);
}

void CborWriter::wrap_bytes(size_t start) {
  if (overflow_ || start > size_) return;
  const size_t content = size_ - start;
  uint8_t bytes[9];  // the longest head
  CborWriter before(bytes, sizeof(bytes));
  before.head(CborType::kBytes, content);
  if (capacity_ - size_ < before.size()) {
    overflow_ = true;
    return;
  }
  __builtin_memmove(buffer_ + start + before.size(), buffer_ + start, content);
  __builtin_memcpy(buffer_ + start, bytes, before.size());
  size_ += before.size();
}

void CborWriter::write_encoded(ByteView items) {
  if (overflow_ || capacity_ - size_ < items.size) {
    overflow_ = true;
    return;
  }
  if (items.size != 0) __builtin_memcpy(buffer_ + size_, items.data, items.size);
  size_ += items.size;
}

void CborWriter::write_text(ByteView text) {
  head(CborType::kText, text.size);
  write_encoded(text);
}

void CborWriter::write_text(const char* text) {
  write_text(view_of(text));
}

void CborWriter::pair_unsigned(const char* key, uint64_t value) {
  write_text(key);
  write_unsigned(value);
}
void CborWriter::pair_bool(const char* key, bool value) {
  write_text(key);
  write_bool(value);
}
void CborWriter::pair_bytes(const char* key, const uint8_t* data, size_t size) {
  write_text(key);
  write_bytes(data, size);
}
void CborWriter::pair_text(const char* key, const char* text) {
  write_text(key);
  write_text(text);
}

void CborWriter::begin_array() {
  put(0x9f);
}
void CborWriter::begin_map() {
  put(0xbf);
}
void CborWriter::end() {
  put(0xff);
}

}  // namespace satchel
