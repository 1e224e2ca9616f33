#include "wire/cbor/reader.h"

namespace satchel {
namespace {

constexpr uint8_t kBreakByte = 0xff;
constexpr uint8_t kFalse = 20;
constexpr uint8_t kTrue = 21;
constexpr uint8_t kNull = 22;

}  // namespace

bool equal(ByteView view, const char* text) {
  for (size_t i = 0; i < view.size; ++i) {
    if (text[i] == '\0' || static_cast<uint8_t>(text[i]) != view.data[i]) return false;
  }
  return text[view.size] == '\0';
}

bool equal(ByteView left, ByteView right) {
  return left.size == right.size &&
         (left.size == 0 || __builtin_memcmp(left.data, right.data, left.size) == 0);
}

ByteView view_of(const char* text) {
  size_t size = 0;
  while (text[size] != '\0') ++size;
  return {reinterpret_cast<const uint8_t*>(text), size};
}

bool CborReader::fail() {
  ok_ = false;
  at_ = end_;
  return false;
}

CborType CborReader::peek() const {
  if (at_ == end_) return CborType::kEnd;
  if (*at_ == kBreakByte) return CborType::kBreak;
  return static_cast<CborType>(*at_ >> 5);
}

// RFC 8949, section 3: three bits of type, five bits that are the value or say how many bytes it
// has.
bool CborReader::read_head(Head* head) {
  if (at_ == end_) return fail();
  const uint8_t first = *at_++;
  if (first == kBreakByte) return fail();
  head->type = static_cast<CborType>(first >> 5);
  const uint8_t info = first & 31;
  head->indefinite = false;
  head->value = info;
  if (info < 24) return true;
  if (info == 31) {
    head->indefinite = true;
    return (head->type >= CborType::kBytes && head->type <= CborType::kMap) || fail();
  }
  if (info > 27) return fail();
  const size_t bytes = static_cast<size_t>(1) << (info - 24);
  if (static_cast<size_t>(end_ - at_) < bytes) return fail();
  head->value = 0;
  for (size_t i = 0; i < bytes; ++i) head->value = head->value << 8 | *at_++;
  // Section 3.3: simple values below 32 have no two-byte form.
  if (head->type == CborType::kSimple && info == 24 && head->value < 32) return fail();
  return true;
}

bool CborReader::read_unsigned(uint64_t* value) {
  Head head;
  if (!read_head(&head)) return false;
  if (head.type != CborType::kUnsigned) return fail();
  *value = head.value;
  return true;
}

bool CborReader::read_integer(int64_t* value) {
  Head head;
  if (!read_head(&head)) return false;
  if (head.type > CborType::kNegative || head.value > static_cast<uint64_t>(INT64_MAX))
    return fail();
  const int64_t magnitude = static_cast<int64_t>(head.value);
  *value = head.type == CborType::kUnsigned ? magnitude : -1 - magnitude;
  return true;
}

bool CborReader::read_bool(bool* value) {
  if (peek() != CborType::kSimple) return fail();
  const uint8_t info = *at_ & 31;
  if (info != kFalse && info != kTrue) return fail();
  ++at_;
  *value = info == kTrue;
  return true;
}

bool CborReader::read_null() {
  if (peek() != CborType::kSimple || (*at_ & 31) != kNull) return fail();
  ++at_;
  return true;
}

bool CborReader::read_tag(uint64_t* tag) {
  Head head;
  if (!read_head(&head)) return false;
  if (head.type != CborType::kTag) return fail();
  *tag = head.value;
  return true;
}

bool CborReader::read_string(CborType type, ByteView* value) {
  Head head;
  if (!read_head(&head)) return false;
  if (head.type != type || head.indefinite) return fail();
  if (head.value > static_cast<uint64_t>(end_ - at_)) return fail();
  value->data = at_;
  value->size = static_cast<size_t>(head.value);
  at_ += value->size;
  return true;
}

bool CborReader::read_bytes(ByteView* value) {
  return read_string(CborType::kBytes, value);
}
bool CborReader::read_text(ByteView* value) {
  return read_string(CborType::kText, value);
}

bool CborReader::enter(CborType type, CborContainer* container) {
  Head head;
  *container = CborContainer();
  if (!read_head(&head)) return false;
  if (head.type != type) return fail();
  // Each item takes a byte at least, each pair two: a longer claim is a lie, found before any loop.
  const uint64_t smallest = type == CborType::kMap ? 2 : 1;
  if (!head.indefinite && head.value > static_cast<uint64_t>(end_ - at_) / smallest) return fail();
  container->left = head.indefinite ? 0 : head.value;
  container->indefinite = head.indefinite;
  return true;
}

bool CborReader::enter_array(CborContainer* container) {
  return enter(CborType::kArray, container);
}
bool CborReader::enter_map(CborContainer* container) {
  return enter(CborType::kMap, container);
}

bool CborReader::next(CborContainer* container) {
  if (!ok_) return false;
  if (!container->indefinite) {
    if (container->left == 0) return false;
    --container->left;
    return true;
  }
  if (at_ == end_) return fail();
  if (*at_ != kBreakByte) return true;
  ++at_;
  container->indefinite = false;
  return false;
}

bool CborReader::read_key(ByteView* key) {
  if (peek() == CborType::kText) {
    const bool chunks = (*at_ & 31) == 31;
    if (!chunks) return read_text(key);
  }
  skip();
  skip();
  return false;
}

// The chunks of a string of indefinite length (section 3.2.3): each a definite string of the same
// type.
bool CborReader::skip_chunks(CborType type) {
  while (at_ != end_ && *at_ != kBreakByte) {
    ByteView chunk;
    if (!read_string(type, &chunk)) return false;
  }
  if (at_ == end_) return fail();
  ++at_;
  return true;
}

// Passes over the content of one item whose head was read: of a string its bytes, of an array or a
// map nothing, its items come next.
bool CborReader::skip_content(const Head& head) {
  if (head.type != CborType::kBytes && head.type != CborType::kText) return true;
  if (head.indefinite) return skip_chunks(head.type);
  if (head.value > static_cast<uint64_t>(end_ - at_)) return fail();
  at_ += head.value;
  return true;
}

bool CborReader::skip() {
  struct Level {
    uint64_t left;  // items to come, when the length is definite
    bool indefinite;
    bool map;
    bool odd;  // a map's key was read, its value was not
  };
  Level open[kCborMaxDepth + 1] = {{1, false, false, false}};
  size_t depth = 0;
  while (ok_) {
    Level& level = open[depth];
    const bool at_break = level.indefinite && peek() == CborType::kBreak;
    if (at_break && level.odd) return fail();
    if (at_break) ++at_;
    if (at_break || (!level.indefinite && level.left == 0)) {
      if (depth-- == 0) return true;
      continue;
    }
    Head head;
    do {  // a tag and what it tags are one item
      if (!read_head(&head)) return false;
    } while (head.type == CborType::kTag);
    if (!level.indefinite) --level.left;
    level.odd = level.map && level.indefinite && !level.odd;
    if (!skip_content(head)) return false;
    const bool map = head.type == CborType::kMap;
    if (!map && head.type != CborType::kArray) continue;
    if (depth == kCborMaxDepth) return fail();
    if (head.value > static_cast<uint64_t>(end_ - at_) && !head.indefinite) return fail();
    open[++depth] = Level{map ? 2 * head.value : head.value, head.indefinite, map, false};
  }
  return false;
}

}  // namespace satchel
