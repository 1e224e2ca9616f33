#pragma once

#include "wire/cbor/cbor.h"

namespace satchel {

// An open array or map. Made by CborReader::enter_*, walked by CborReader::next.
struct CborContainer {
  uint64_t left = 0;  // items (of a map: pairs) to come, when the length is definite
  bool indefinite = false;
};

// Reads CBOR out of a buffer from left to right, both definite and indefinite lengths.
//
//   CborContainer map;
//   CborReader reader(bytes, size);
//   reader.enter_map(&map);
//   while (reader.next(&map)) {
//     ByteView key;
//     if (!reader.read_key(&key)) continue;       // a key that is no text: skipped with its value
//     if (equal(key, "off")) reader.read_unsigned(&off); else reader.skip();
//   }
//   if (!reader.ok()) ...                           // any failure on the way
//
// Every read that finds something else than it was asked for fails, and a failed reader stays
// failed: it answers false to everything, so one check at the end is enough. Nothing is read
// outside the buffer, whatever the bytes say. A definite length is not believed beyond the bytes
// that are there. Byte and text strings of indefinite length (chunks) are skipped but not read: no
// message that Satchel reads has them. Text is not checked to be UTF-8.
class CborReader {
 public:
  CborReader(const uint8_t* data, size_t size) : at_(data), end_(data + size) {}

  bool ok() const { return ok_; }
  // Whether all bytes were read.
  bool at_end() const { return at_ == end_; }
  const uint8_t* position() const { return at_; }

  // The type of the next item, which stays unread.
  CborType peek() const;

  bool read_unsigned(uint64_t* value);
  bool read_integer(int64_t* value);  // fails outside -2^63 .. 2^63 - 1
  bool read_bool(bool* value);
  bool read_null();
  bool read_tag(uint64_t* tag);  // what it tags is the next item
  bool read_bytes(ByteView* value);
  bool read_text(ByteView* value);

  bool enter_array(CborContainer* container);
  bool enter_map(CborContainer* container);
  // Whether another item (of a map: another pair) follows in the container; reads the end of one of
  // indefinite length.
  bool next(CborContainer* container);
  // Reads a map's key when it is text. Another kind of key is skipped with its value, and false
  // answered.
  bool read_key(ByteView* key);

  // Passes over one item with everything in it.
  bool skip();

 private:
  struct Head {
    CborType type = CborType::kEnd;
    bool indefinite = false;
    uint64_t value = 0;
  };

  bool fail();
  bool read_head(Head* head);
  bool read_string(CborType type, ByteView* value);
  bool enter(CborType type, CborContainer* container);
  bool skip_chunks(CborType type);
  bool skip_content(const Head& head);

  const uint8_t* at_;
  const uint8_t* end_;
  bool ok_ = true;
};

}  // namespace satchel
