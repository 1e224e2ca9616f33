#include "wire/cbor/map.h"

namespace satchel {

CborMap::CborMap(const uint8_t* data, size_t size) : data_(data) {
  CborReader reader(data, size);
  if (reader.peek() != CborType::kMap || !reader.skip()) return;
  size_ = static_cast<size_t>(reader.position() - data);
}

bool CborMap::find(const char* key, CborReader* value) const {
  CborReader reader(data_, size_);
  CborContainer map;
  if (!reader.enter_map(&map)) return false;
  while (reader.next(&map)) {
    ByteView name;
    if (!reader.read_key(&name)) continue;
    if (equal(name, key)) {
      *value = reader;
      return true;
    }
    reader.skip();
  }
  return false;
}

bool CborMap::has(const char* key) const {
  CborReader value(data_, 0);
  return find(key, &value);
}

bool CborMap::get(const char* key, uint64_t* value) const {
  CborReader reader(data_, 0);
  return find(key, &reader) && reader.read_unsigned(value);
}

bool CborMap::get(const char* key, uint32_t* value) const {
  uint64_t wide = 0;
  if (!get(key, &wide) || wide > UINT32_MAX) return false;
  *value = static_cast<uint32_t>(wide);
  return true;
}

bool CborMap::get_integer(const char* key, int64_t* value) const {
  CborReader reader(data_, 0);
  return find(key, &reader) && reader.read_integer(value);
}

bool CborMap::get(const char* key, bool* value) const {
  CborReader reader(data_, 0);
  return find(key, &reader) && reader.read_bool(value);
}

bool CborMap::get_bytes(const char* key, ByteView* value) const {
  CborReader reader(data_, 0);
  return find(key, &reader) && reader.read_bytes(value);
}

bool CborMap::get_text(const char* key, ByteView* value) const {
  CborReader reader(data_, 0);
  return find(key, &reader) && reader.read_text(value);
}

}  // namespace satchel
