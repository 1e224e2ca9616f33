#include "wire/messages/sample_receipt.h"

#include "wire/cbor/deterministic.h"

namespace satchel {
namespace {

constexpr const char* kContext = "satchel/sample-receipt/1";
constexpr size_t kSignedBytes = kMaxSampleReceiptBytes + 64;

enum Field : uint64_t { kId = 1, kPackage, kReason, kTime };
constexpr uint64_t kFields = 4;

bool read_key(CborReader& reader, uint64_t wanted) {
  uint64_t key = 0;
  return reader.read_unsigned(&key) && key == wanted;
}

MessageStatus read_payload(ByteView payload, SampleReceipt* receipt) {
  if (!is_deterministic(payload)) return MessageStatus::kNotDeterministic;
  CborReader reader(payload.data, payload.size);
  CborContainer map;
  ByteView digest;
  uint64_t reason = 0;
  if (!reader.enter_map(&map) || map.left != kFields || !read_key(reader, kId) ||
      !reader.read_unsigned(&receipt->id) || !read_key(reader, kPackage) ||
      !reader.read_bytes(&digest) || !read_key(reader, kReason) || !reader.read_unsigned(&reason) ||
      !read_key(reader, kTime) || !reader.read_unsigned(&receipt->time)) {
    return MessageStatus::kMalformed;
  }
  if (digest.size != kSha256Bytes || reason == 0 ||
      reason > static_cast<uint64_t>(ErasureReason::kWithdrawn)) {
    return MessageStatus::kBadValue;
  }
  __builtin_memcpy(receipt->package_digest, digest.data, kSha256Bytes);
  receipt->reason = static_cast<ErasureReason>(reason);
  return MessageStatus::kOk;
}

void write_payload(CborWriter& writer, const SampleReceipt& receipt) {
  writer.begin_map(kFields);
  writer.write_unsigned(kId);
  writer.write_unsigned(receipt.id);
  writer.write_unsigned(kPackage);
  writer.write_bytes(receipt.package_digest, sizeof(receipt.package_digest));
  writer.write_unsigned(kReason);
  writer.write_unsigned(static_cast<uint64_t>(receipt.reason));
  writer.write_unsigned(kTime);
  writer.write_unsigned(receipt.time);
}

}  // namespace

bool seal_sample_receipt(const SampleReceipt& receipt, Signer& signer, CborWriter* writer) {
  uint8_t payload[kMaxSampleReceiptBytes], header[kProtectedBytes], buffer[kSignedBytes];
  uint8_t signature[kSignatureBytes];
  CborWriter payload_writer(payload, sizeof(payload));
  write_payload(payload_writer, receipt);
  CborWriter header_writer(header, sizeof(header));
  write_protected(header_writer, signer.algorithm());
  CoseSign1 message;
  message.protected_header = {header, header_writer.size()};
  message.unprotected_empty = true;
  message.payload = {payload, payload_writer.size()};
  CborWriter signed_writer(buffer, sizeof(buffer));
  write_signed_bytes(signed_writer, message.protected_header, view_of(kContext), message.payload);
  if (!signed_writer.ok() || !signer.sign({buffer, signed_writer.size()}, signature)) return false;
  message.signature = {signature, sizeof(signature)};
  write_sign1(*writer, message);
  return writer->ok();
}

MessageStatus open_sample_receipt(ByteView bytes, const SignatureVerifier& kit,
                                  SampleReceipt* receipt) {
  if (bytes.size > kMaxSampleReceiptBytes) return MessageStatus::kWrongSize;
  CoseSign1 message;
  const CoseStatus form = read_strict_sign1(bytes, &message);
  if (form == CoseStatus::kNotDeterministic) return MessageStatus::kNotDeterministic;
  if (form == CoseStatus::kUnknownHeader || form == CoseStatus::kUnprotected) {
    return MessageStatus::kUnknownElement;
  }
  if (form != CoseStatus::kOk || message.detached) return MessageStatus::kMalformed;
  uint8_t buffer[kSignedBytes];
  CborWriter writer(buffer, sizeof(buffer));
  write_signed_bytes(writer, message.protected_header, view_of(kContext), message.payload);
  if (!writer.ok() || !kit.fits(message.algorithm) ||
      !kit.verify(message.algorithm, {buffer, writer.size()}, message.signature)) {
    return MessageStatus::kBadSignature;
  }
  SampleReceipt read;
  const MessageStatus status = read_payload(message.payload, &read);
  if (status == MessageStatus::kOk) *receipt = read;
  return status;
}

}  // namespace satchel
