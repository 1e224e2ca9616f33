#include "link/sign/rotation.h"

#include <algorithm>

#include "base/error.h"

namespace satchel {

ByteVector make_rotation(SecretKey& old, SecretKey& fresh, std::uint64_t sequence) {
  if (sequence == 0) {
    throw Error(Exit::kUnusable, "the sequence number of a rotation begins with 1");
  }
  const Ed25519Public old_key = old.public_key().ed25519();
  const Ed25519Public new_key = fresh.public_key().ed25519();
  Rotation rotation;
  std::copy(new_key.begin(), new_key.end(), rotation.new_key);
  std::uint8_t proof[kRotationProofBytes], body[kRotationBodyBytes];
  CborWriter proof_writer(proof, sizeof(proof));
  write_rotation_proof(proof_writer, old_key.data(), new_key.data(), sequence);
  CborWriter body_writer(body, sizeof(body));
  ByteVector message(kMaxOrderBytes);
  CborWriter writer(message.data(), message.size());
  Order order;
  order.kind = OrderKind::kRotation;
  order.sequence = sequence;
  bool made = fresh.sign({proof, proof_writer.size()}, rotation.proof);
  write_rotation(body_writer, rotation);
  order.body = {body, body_writer.size()};
  made = made && proof_writer.ok() && body_writer.ok() && seal_order(order, old, &writer);
  if (!made) throw Error(Exit::kFailed, "the rotation could not be signed");
  message.resize(writer.size());
  return message;
}

SuitStatus check_rotation(ByteView message, const Ed25519Public& old, Ed25519Public* fresh) {
  Order order;
  Rotation rotation;
  SuitStatus status = open_order(message, PublicKey::from_ed25519(old).verifier(), &order);
  if (status == SuitStatus::kOk) status = read_rotation(order, &rotation);
  if (status != SuitStatus::kOk) return status;
  Ed25519Public key;
  std::copy_n(rotation.new_key, key.size(), key.begin());
  std::uint8_t proof[kRotationProofBytes];
  CborWriter writer(proof, sizeof(proof));
  write_rotation_proof(writer, old.data(), key.data(), order.sequence);
  if (!PublicKey::from_ed25519(key).verifier().verify(
          cose_algorithm::kEdDsa, {proof, writer.size()}, {rotation.proof, kSignatureBytes})) {
    return SuitStatus::kBadSignature;
  }
  *fresh = key;
  return SuitStatus::kOk;
}

}  // namespace satchel
