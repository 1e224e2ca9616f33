#include "wire/orders/rotation.h"

namespace satchel {
namespace {

constexpr uint64_t kNewKey = 1;
constexpr uint64_t kProof = 2;
constexpr const char* kProofContext = "satchel/rotation-proof/1";

}  // namespace

SuitStatus read_rotation(const Order& order, Rotation* rotation) {
  if (order.kind != OrderKind::kRotation) return SuitStatus::kUnknownElement;
  CborReader reader(order.body.data, order.body.size);
  CborContainer map;
  ByteView new_key, proof;
  uint64_t first = 0, second = 0;
  // The order is deterministic, so the two stand in this order.
  if (!reader.enter_map(&map) || map.left != 2 || !reader.read_unsigned(&first) ||
      !reader.read_bytes(&new_key) || !reader.read_unsigned(&second) ||
      !reader.read_bytes(&proof)) {
    return SuitStatus::kMalformed;
  }
  if (first != kNewKey || second != kProof) return SuitStatus::kUnknownElement;
  if (new_key.size != sizeof(rotation->new_key) || proof.size != sizeof(rotation->proof)) {
    return SuitStatus::kBadValue;
  }
  __builtin_memcpy(rotation->new_key, new_key.data, new_key.size);
  __builtin_memcpy(rotation->proof, proof.data, proof.size);
  return SuitStatus::kOk;
}

void write_rotation(CborWriter& writer, const Rotation& rotation) {
  writer.begin_map(2);
  writer.write_unsigned(kNewKey);
  writer.write_bytes(rotation.new_key, sizeof(rotation.new_key));
  writer.write_unsigned(kProof);
  writer.write_bytes(rotation.proof, sizeof(rotation.proof));
}

void write_rotation_proof(CborWriter& writer, const uint8_t old_key[kPublisherKeyBytes],
                          const uint8_t new_key[kPublisherKeyBytes], uint64_t sequence) {
  uint8_t header[kProtectedBytes], keys[96];
  CborWriter header_writer(header, sizeof(header));
  write_protected(header_writer, cose_algorithm::kEdDsa);
  CborWriter keys_writer(keys, sizeof(keys));
  keys_writer.begin_array(3);
  keys_writer.write_bytes(old_key, kPublisherKeyBytes);
  keys_writer.write_bytes(new_key, kPublisherKeyBytes);
  keys_writer.write_unsigned(sequence);
  write_signed_bytes(writer, {header, header_writer.size()}, view_of(kProofContext),
                     {keys, keys_writer.size()});
}

}  // namespace satchel
