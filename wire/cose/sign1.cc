#include "wire/cose/sign1.h"

#include "wire/cbor/deterministic.h"

namespace satchel {
namespace {

constexpr uint64_t kAlgorithmHeader = 1;
constexpr uint64_t kSign1Parts = 4;

// The protected header: a map or nothing. An algorithm named by a text is none that is known here.
bool read_headers(ByteView bytes, CoseSign1* message) {
  if (bytes.size == 0) return true;
  CborReader reader(bytes.data, bytes.size);
  CborContainer map;
  bool found = false, others = false;
  reader.enter_map(&map);
  while (reader.next(&map)) {
    uint64_t key = 0;
    if (reader.peek() == CborType::kUnsigned) {
      reader.read_unsigned(&key);
    } else {
      reader.skip();
    }
    if (key == kAlgorithmHeader && found) return false;
    found = found || key == kAlgorithmHeader;
    others = others || key != kAlgorithmHeader;
    const bool number = reader.peek() <= CborType::kNegative;
    if (key == kAlgorithmHeader && number) {
      reader.read_integer(&message->algorithm);
    } else {
      reader.skip();
    }
  }
  message->only_algorithm = found && !others;
  return reader.ok() && reader.at_end();
}

bool read_unprotected(CborReader& reader, CoseSign1* message) {
  const uint8_t* start = reader.position();
  CborContainer map;
  CborReader inside = reader;
  if (!inside.enter_map(&map)) return false;
  message->unprotected_empty = !inside.next(&map) && inside.ok();
  if (!reader.skip()) return false;
  message->unprotected = {start, static_cast<size_t>(reader.position() - start)};
  return true;
}

}  // namespace

CoseStatus read_sign1(ByteView bytes, CoseSign1* message) {
  *message = CoseSign1();
  CborReader reader(bytes.data, bytes.size);
  CborContainer parts;
  uint64_t tag = 0;
  if (!reader.read_tag(&tag) || tag != kCoseSign1Tag || !reader.enter_array(&parts) ||
      parts.indefinite || parts.left != kSign1Parts) {
    return CoseStatus::kMalformed;
  }
  if (!reader.read_bytes(&message->protected_header) ||
      !read_headers(message->protected_header, message) || !read_unprotected(reader, message)) {
    return CoseStatus::kMalformed;
  }
  message->detached = reader.peek() == CborType::kSimple;
  const bool payload =
      message->detached ? reader.read_null() : reader.read_bytes(&message->payload);
  if (!payload || !reader.read_bytes(&message->signature)) return CoseStatus::kMalformed;
  return reader.at_end() ? CoseStatus::kOk : CoseStatus::kTrailing;
}

CoseStatus read_strict_sign1(ByteView bytes, CoseSign1* message) {
  const CoseStatus status = read_sign1(bytes, message);
  if (status != CoseStatus::kOk) return status;
  if (!message->unprotected_empty) return CoseStatus::kUnprotected;
  if (!message->only_algorithm) return CoseStatus::kUnknownHeader;
  return is_deterministic(bytes) && is_deterministic(message->protected_header)
             ? CoseStatus::kOk
             : CoseStatus::kNotDeterministic;
}

void write_sign1(CborWriter& writer, const CoseSign1& message) {
  writer.write_tag(kCoseSign1Tag);
  writer.begin_array(kSign1Parts);
  writer.write_bytes(message.protected_header.data, message.protected_header.size);
  if (message.unprotected_empty) {
    writer.begin_map(0);
  } else {
    writer.write_encoded(message.unprotected);
  }
  if (message.detached) {
    writer.write_null();
  } else {
    writer.write_bytes(message.payload.data, message.payload.size);
  }
  writer.write_bytes(message.signature.data, message.signature.size);
}

void write_protected(CborWriter& writer, int64_t algorithm) {
  writer.begin_map(1);
  writer.write_unsigned(kAlgorithmHeader);
  writer.write_integer(algorithm);
}

void write_signed_bytes(CborWriter& writer, ByteView protected_header, ByteView external,
                        ByteView payload) {
  writer.begin_array(kSign1Parts);
  writer.write_text("Signature1");
  writer.write_bytes(protected_header.data, protected_header.size);
  writer.write_bytes(external.data, external.size);
  writer.write_bytes(payload.data, payload.size);
}

}  // namespace satchel
