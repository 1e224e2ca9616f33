// CBOR of any bytes: whatever the reader takes has a meaning that survives being written again, and
// what is called deterministic is exactly what the writer makes.

#include <cstdlib>
#include <vector>

#include "wire/cbor/deterministic.h"
#include "wire/cbor/map.h"
#include "wire/cbor/writer.h"

using namespace satchel;

namespace {

void check(bool good) {
  if (!good) std::abort();
}

bool is_simple(CborType type) {
  return type != CborType::kArray && type != CborType::kMap && type != CborType::kTag;
}

// Writes the next item again. False for what the reader does not read as a value (floats, strings
// in chunks), or when it nests too deep.
bool copy_item(CborReader& reader, CborWriter& writer, int depth);

bool copy_simple(CborReader& reader, CborWriter& writer) {
  uint64_t number = 0;
  int64_t integer = 0;
  bool flag = false;
  ByteView view;
  switch (reader.peek()) {
    case CborType::kUnsigned:
      if (!reader.read_unsigned(&number)) return false;
      writer.write_unsigned(number);
      return true;
    case CborType::kNegative:
      if (!reader.read_integer(&integer)) return false;
      writer.write_integer(integer);
      return true;
    case CborType::kBytes:
      if (!reader.read_bytes(&view)) return false;
      writer.write_bytes(view.data, view.size);
      return true;
    case CborType::kText:
      if (!reader.read_text(&view)) return false;
      writer.write_text(view);
      return true;
    default:
      break;
  }
  if (!reader.read_bool(&flag)) return false;
  writer.write_bool(flag);
  return true;
}

bool copy_container(CborReader& reader, CborWriter& writer, int depth) {
  const bool map = reader.peek() == CborType::kMap;
  CborContainer container;
  if (!(map ? reader.enter_map(&container) : reader.enter_array(&container))) return false;
  if (container.indefinite) {
    map ? writer.begin_map() : writer.begin_array();
  } else {
    map ? writer.begin_map(container.left) : writer.begin_array(container.left);
  }
  const bool indefinite = container.indefinite;
  while (reader.next(&container)) {
    if (!copy_item(reader, writer, depth + 1)) return false;
    if (map && !copy_item(reader, writer, depth + 1)) return false;
  }
  if (indefinite) writer.end();
  return reader.ok();
}

bool copy_item(CborReader& reader, CborWriter& writer, int depth) {
  if (depth > 64) return false;
  if (is_simple(reader.peek())) return copy_simple(reader, writer);
  if (reader.peek() != CborType::kTag) return copy_container(reader, writer, depth);
  uint64_t tag = 0;
  if (!reader.read_tag(&tag)) return false;
  writer.write_tag(tag);
  return copy_item(reader, writer, depth + 1);
}

void try_map(ByteView bytes) {
  const CborMap map(bytes.data, bytes.size);
  if (!map.valid()) return;
  check(map.size() <= bytes.size);
  uint64_t number = 0;
  int64_t integer = 0;
  bool flag = false;
  ByteView view;
  map.get("off", &number);
  map.get_integer("rc", &integer);
  map.get("upgrade", &flag);
  if (map.get_bytes("data", &view) || map.get_text("d", &view)) {
    check(view.data >= bytes.data && view.data + view.size <= bytes.data + bytes.size);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ByteView bytes = {data, size};
  try_map(bytes);

  CborReader skipping(data, size);
  const bool whole = skipping.skip() && skipping.at_end();
  const bool deterministic = is_deterministic(bytes);
  check(whole || !deterministic);

  std::vector<uint8_t> copy(size + 16);
  CborWriter writer(copy.data(), copy.size());
  CborReader reader(data, size);
  if (!copy_item(reader, writer, 0)) return 0;
  // Shorter heads are the only thing that a copy changes.
  check(writer.ok() && writer.size() <= size);
  if (deterministic) check(reader.at_end() && equal({copy.data(), writer.size()}, bytes));
  return 0;
}
