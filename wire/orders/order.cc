#include "wire/orders/order.h"

#include "wire/cbor/deterministic.h"

namespace satchel {
namespace {

// The signature's external data: a signature over anything else is none over an order.
constexpr const char* kContext = "satchel/order/1";
// Around the payload in what is signed: array, "Signature1", protected header, context, head.
constexpr size_t kSignedBytes = kMaxOrderBytes + 64;

enum Field : uint64_t { kKind = 1, kSequence, kClass, kKit, kBody };
constexpr uint32_t kRequired = 1u << kKind | 1u << kSequence | 1u << kBody;

SuitStatus status_of(CoseStatus status) {
  switch (status) {
    case CoseStatus::kOk:
      return SuitStatus::kOk;
    case CoseStatus::kTrailing:
      return SuitStatus::kTrailingBytes;
    case CoseStatus::kNotDeterministic:
      return SuitStatus::kNotDeterministic;
    case CoseStatus::kUnprotected:
      return SuitStatus::kUnsignedHeader;
    case CoseStatus::kUnknownHeader:
      return SuitStatus::kUnknownElement;
    case CoseStatus::kMalformed:
      break;
  }
  return SuitStatus::kMalformed;
}

SuitStatus read_fixed(CborReader& reader, uint8_t* out, size_t size) {
  ByteView bytes;
  if (!reader.read_bytes(&bytes)) return SuitStatus::kMalformed;
  if (bytes.size != size) return SuitStatus::kBadValue;
  __builtin_memcpy(out, bytes.data, size);
  return SuitStatus::kOk;
}

SuitStatus read_field(CborReader& reader, uint64_t key, Order* order) {
  uint64_t kind = 0;
  const uint8_t* start = nullptr;
  switch (key) {
    case kKind:
      if (!reader.read_unsigned(&kind)) return SuitStatus::kMalformed;
      if (kind == 0 || kind > kOrderKinds) return SuitStatus::kUnknownElement;
      order->kind = static_cast<OrderKind>(kind);
      return SuitStatus::kOk;
    case kSequence:
      if (!reader.read_unsigned(&order->sequence)) return SuitStatus::kMalformed;
      return order->sequence == 0 ? SuitStatus::kBadValue : SuitStatus::kOk;
    case kClass:
      order->target.has_class = true;
      return read_fixed(reader, order->target.class_id, sizeof(order->target.class_id));
    case kKit:
      order->target.has_kit = true;
      return read_fixed(reader, order->target.kit, sizeof(order->target.kit));
    case kBody:
      start = reader.position();
      if (reader.peek() != CborType::kMap || !reader.skip()) return SuitStatus::kMalformed;
      order->body = {start, static_cast<size_t>(reader.position() - start)};
      return SuitStatus::kOk;
    default:
      return SuitStatus::kUnknownElement;
  }
}

SuitStatus read_payload(ByteView payload, Order* order) {
  if (!is_deterministic(payload)) return SuitStatus::kNotDeterministic;
  CborReader reader(payload.data, payload.size);
  CborContainer map;
  uint32_t found = 0;
  reader.enter_map(&map);
  while (reader.next(&map)) {
    uint64_t key = 0;
    if (!reader.read_unsigned(&key)) return SuitStatus::kMalformed;
    const SuitStatus status = read_field(reader, key, order);
    if (status != SuitStatus::kOk) return status;
    found |= 1u << key;
  }
  if (!reader.ok()) return SuitStatus::kMalformed;
  return (found & kRequired) == kRequired ? SuitStatus::kOk : SuitStatus::kMissingElement;
}

void write_payload(CborWriter& writer, const Order& order) {
  writer.begin_map(3u + order.target.has_class + order.target.has_kit);
  writer.write_unsigned(kKind);
  writer.write_unsigned(static_cast<uint64_t>(order.kind));
  writer.write_unsigned(kSequence);
  writer.write_unsigned(order.sequence);
  if (order.target.has_class) {
    writer.write_unsigned(kClass);
    writer.write_bytes(order.target.class_id, sizeof(order.target.class_id));
  }
  if (order.target.has_kit) {
    writer.write_unsigned(kKit);
    writer.write_bytes(order.target.kit, sizeof(order.target.kit));
  }
  writer.write_unsigned(kBody);
  writer.write_encoded(order.body);
}

}  // namespace

SuitStatus open_order(ByteView bytes, const SignatureVerifier& key, Order* order) {
  if (bytes.size > kMaxOrderBytes) return SuitStatus::kTooLong;
  CoseSign1 message;
  const SuitStatus form = status_of(read_strict_sign1(bytes, &message));
  if (form != SuitStatus::kOk) return form;
  if (message.detached) return SuitStatus::kMissingElement;
  if (!key.fits(message.algorithm)) return SuitStatus::kWrongAlgorithm;
  uint8_t buffer[kSignedBytes];
  CborWriter writer(buffer, sizeof(buffer));
  write_signed_bytes(writer, message.protected_header, view_of(kContext), message.payload);
  if (!writer.ok() || !key.verify(message.algorithm, {buffer, writer.size()}, message.signature)) {
    return SuitStatus::kBadSignature;
  }
  Order read;
  const SuitStatus status = read_payload(message.payload, &read);
  if (status == SuitStatus::kOk) *order = read;
  return status;
}

SuitStatus judge_order(const Order& order, const uint8_t class_id[kUuidBytes],
                       const uint8_t kit[32], uint64_t sequence) {
  const OrderTarget& target = order.target;
  if (target.has_class && __builtin_memcmp(target.class_id, class_id, kUuidBytes) != 0) {
    return SuitStatus::kOtherClass;
  }
  if (target.has_kit && __builtin_memcmp(target.kit, kit, sizeof(target.kit)) != 0) {
    return SuitStatus::kOtherKit;
  }
  return order.sequence > sequence ? SuitStatus::kOk : SuitStatus::kReplayed;
}

bool seal_order(const Order& order, Signer& signer, CborWriter* writer) {
  uint8_t payload[kMaxOrderBytes], header[kProtectedBytes], buffer[kSignedBytes];
  uint8_t signature[kSignatureBytes];
  CborWriter payload_writer(payload, sizeof(payload));
  write_payload(payload_writer, order);
  CborWriter header_writer(header, sizeof(header));
  write_protected(header_writer, signer.algorithm());
  CoseSign1 message;
  message.protected_header = {header, header_writer.size()};
  message.unprotected_empty = true;
  message.payload = {payload, payload_writer.size()};
  CborWriter signed_writer(buffer, sizeof(buffer));
  write_signed_bytes(signed_writer, message.protected_header, view_of(kContext), message.payload);
  if (!payload_writer.ok() || !signed_writer.ok() ||
      !signer.sign({buffer, signed_writer.size()}, signature)) {
    return false;
  }
  message.signature = {signature, sizeof(signature)};
  const size_t start = writer->size();
  write_sign1(*writer, message);
  return writer->ok() && writer->size() - start <= kMaxOrderBytes;
}

}  // namespace satchel
