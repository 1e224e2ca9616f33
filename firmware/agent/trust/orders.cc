#include "firmware/agent/trust/orders.h"

namespace satchel {
namespace {

uint32_t index_of(OrderKind kind) {
  return static_cast<uint32_t>(kind) - 1;
}

}  // namespace

// A rotation that was obeyed is signed by a key that the kit holds no more: when its answer got
// lost it is known by its digest.
bool Orders::rotated_by(const Progress& progress, const uint8_t digest[kSha256Bytes],
                        OrderAnswer* answer) const {
  const uint32_t index = index_of(OrderKind::kRotation);
  if (progress.sequence[index] == 0 ||
      __builtin_memcmp(progress.digest[index], digest, kSha256Bytes) != 0) {
    return false;
  }
  answer->kind = OrderKind::kRotation;
  answer->sequence = progress.sequence[index];
  return true;
}

SuitStatus Orders::check_rotation(const Order& order, Rotation* rotation) {
  const SuitStatus status = read_rotation(order, rotation);
  if (status != SuitStatus::kOk) return status;
  IdentityRecord record;
  identity_->get(&record);
  uint8_t proof[kRotationProofBytes];
  CborWriter writer(proof, sizeof(proof));
  write_rotation_proof(writer, record.publisher, rotation->new_key, order.sequence);
  const SignatureVerifier& key = ed25519_->verifier(rotation->new_key);
  const bool proven = writer.ok() && key.verify(cose_algorithm::kEdDsa, {proof, writer.size()},
                                                {rotation->proof, kSignatureBytes});
  return proven ? SuitStatus::kOk : SuitStatus::kBadSignature;
}

// The effect, when the body can be read; `*refused` says when not. With `effects_` untouched only
// the body is judged.
bool Orders::obey(const Order& order, SuitStatus* refused) {
  switch (order.kind) {
    case OrderKind::kRotation: {
      Rotation rotation;
      *refused = check_rotation(order, &rotation);
      return *refused != SuitStatus::kOk ||
             identity_->replace_publisher(rotation.new_key) == StoreStatus::kOk;
    }
    case OrderKind::kSettings: {
      Settings settings;
      *refused = read_settings(order, &settings);
      return *refused != SuitStatus::kOk || effects_->settings(order);
    }
    case OrderKind::kErase: {
      EraseCommand command;
      *refused = read_erase(order, &command);
      return *refused != SuitStatus::kOk || effects_->erase(command);
    }
    case OrderKind::kConsent: {
      ConsentCommand command;
      *refused = read_consent(order, &command);
      return *refused != SuitStatus::kOk || effects_->consent(command, refused);
    }
  }
  *refused = SuitStatus::kBadValue;
  return true;
}

OrderAnswer Orders::take(ByteView bytes) {
  OrderAnswer answer;
  IdentityRecord identity;
  if (!identity_->get(&identity)) {
    answer.refused = SuitStatus::kUnauthenticated;
    return answer;
  }
  Progress progress = {};
  log_->get(RecordKey::kOrders, &progress);
  uint8_t digest[kSha256Bytes];
  hash_->start();
  hash_->update(bytes.data, bytes.size);
  hash_->finish(digest);

  Order order;
  answer.refused = open_order(bytes, ed25519_->verifier(identity.publisher), &order);
  if (answer.refused != SuitStatus::kOk) {
    if (rotated_by(progress, digest, &answer)) answer.refused = SuitStatus::kOk;
    return answer;
  }
  answer.kind = order.kind;
  answer.sequence = order.sequence;
  const uint32_t index = index_of(order.kind);
  const bool again = progress.sequence[index] == order.sequence &&
                     __builtin_memcmp(progress.digest[index], digest, kSha256Bytes) == 0;
  if (!again) {
    answer.refused = judge_order(order, identity.class_id, identity.kit, progress.sequence[index]);
    if (answer.refused != SuitStatus::kOk) return answer;
    progress.sequence[index] = order.sequence;
    progress.obeyed &= ~(1u << index);
    __builtin_memcpy(progress.digest[index], digest, kSha256Bytes);
    answer.stored = log_->put(RecordKey::kOrders, progress) == StoreStatus::kOk;
    if (!answer.stored) return answer;
  }
  if ((progress.obeyed & 1u << index) != 0) return answer;
  answer.stored = obey(order, &answer.refused);
  if (answer.ok()) answer.stored = spend(order.kind) == StoreStatus::kOk;
  return answer;
}

StoreStatus Orders::spend(OrderKind kind) {
  Progress progress;
  const uint32_t bit = 1u << index_of(kind);
  if (!log_->get(RecordKey::kOrders, &progress) || (progress.obeyed & bit) != 0) {
    return StoreStatus::kOk;
  }
  progress.obeyed |= bit;
  return log_->put(RecordKey::kOrders, progress);
}

}  // namespace satchel
