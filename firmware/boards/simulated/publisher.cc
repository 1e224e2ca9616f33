#include "firmware/boards/simulated/publisher.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "firmware/crypto/sodium_signer.h"
#include "wire/orders/settings.h"

namespace satchel::simulated {
namespace {

constexpr size_t kChunkBytes = 400;

}  // namespace

ByteVector sha256_of(const ByteVector& bytes) {
  ByteVector digest(kSha256Bytes);
  SodiumHash hash;
  hash.start();
  hash.update(bytes.data(), bytes.size());
  hash.finish(digest.data());
  return digest;
}

Publisher::Publisher(uint8_t seed) : seed_(kEd25519Bytes, seed), key_(kEd25519Bytes) {
  SodiumEd25519().public_key(seed_.data(), key_.data());
}

ByteVector Publisher::envelope(const std::string& lesson, const ByteVector& package,
                               uint64_t sequence,
                               const std::function<void(ModelUpdate*)>& change) const {
  ModelUpdate update;
  update.lesson = {reinterpret_cast<const uint8_t*>(lesson.data()), lesson.size()};
  update.sequence = sequence;
  update.size = static_cast<uint32_t>(package.size());
  std::memcpy(update.vendor_id, kVendorId, kUuidBytes);
  std::memcpy(update.class_id, class_id(1).data(), kUuidBytes);
  std::memcpy(update.digest, sha256_of(package).data(), kSha256Bytes);
  if (change) change(&update);
  SodiumHash hash;
  SodiumSigner signer(seed_.data());
  ByteVector bytes(kMaxEnvelopeBytes);
  CborWriter writer(bytes.data(), bytes.size());
  if (!seal_update(update, signer, hash, &writer)) throw std::logic_error("envelope");
  bytes.resize(writer.size());
  return bytes;
}

ByteVector Publisher::order(OrderKind kind, uint64_t sequence,
                            const std::function<void(CborWriter&)>& body,
                            const OrderTarget& target) const {
  ByteVector map(kMaxOrderBytes);
  CborWriter body_writer(map.data(), map.size());
  body(body_writer);
  Order order;
  order.kind = kind;
  order.sequence = sequence;
  order.target = target;
  order.body = {map.data(), body_writer.size()};
  SodiumSigner signer(seed_.data());
  ByteVector bytes(kMaxOrderBytes);
  CborWriter writer(bytes.data(), bytes.size());
  if (!seal_order(order, signer, &writer)) throw std::logic_error("order");
  bytes.resize(writer.size());
  return bytes;
}

ByteVector Publisher::settings(uint64_t sequence, const Settings& settings) const {
  return order(OrderKind::kSettings, sequence,
               [&](CborWriter& writer) { write_settings(writer, settings); });
}

ByteVector Publisher::rotation_to(const Publisher& next, uint64_t sequence) const {
  ByteVector proof(kRotationProofBytes);
  CborWriter proof_writer(proof.data(), proof.size());
  write_rotation_proof(proof_writer, key_.data(), next.key_.data(), sequence);
  Rotation rotation;
  std::memcpy(rotation.new_key, next.key_.data(), kEd25519Bytes);
  SodiumSigner signer(next.seed_.data());
  signer.sign({proof.data(), proof_writer.size()}, rotation.proof);
  return order(OrderKind::kRotation, sequence,
               [&](CborWriter& writer) { write_rotation(writer, rotation); });
}

Reply Publisher::provision(SimulatedKit& kit, uint64_t now) const {
  kit.finger.presses = 1;
  return kit.write(smp_kit::kGroup, smp_kit::kProvision,
                   Request().add("publisher", key_).add("class", class_id(1)).add("time", now));
}

Reply Publisher::upload(SimulatedKit& kit, uint64_t image, const ByteVector& package, size_t from,
                        size_t to) const {
  to = std::min(to, package.size());
  Reply reply;
  for (size_t offset = from; offset < to;) {
    const size_t size = std::min(kChunkBytes, to - offset);
    const auto start = package.begin() + static_cast<ptrdiff_t>(offset);
    Request map;
    if (offset == 0) {
      map.add("image", image).add("len", package.size()).add("sha", sha256_of(package));
    }
    map.add("off", offset).add("data", ByteVector(start, start + static_cast<ptrdiff_t>(size)));
    reply = kit.write(smp_group::kImage, smp_image::kUpload, map);
    const uint64_t next = reply.number("off").value_or(offset);
    if (!reply.ok() || next <= offset) break;
    offset = next;
  }
  return reply;
}

Reply Publisher::install(SimulatedKit& kit, const ByteVector& envelope,
                         const ByteVector& package) const {
  const Reply accepted =
      kit.write(smp_kit::kGroup, smp_kit::kEnvelope, Request().add("data", envelope));
  if (!accepted.ok()) return accepted;
  const uint64_t image = accepted.number("image").value_or(0);
  if (accepted.flag("transfer").value_or(false)) {
    const Reply sent = upload(kit, image, package);
    if (!sent.ok() || !sent.flag("match").value_or(false)) return sent;
  }
  const auto set = [&](bool confirm) {
    return kit.write(smp_group::kImage, smp_image::kState,
                     Request().add("hash", sha256_of(package)).add_flag("confirm", confirm));
  };
  Reply state = set(false);
  for (int i = 0; state.ok() && i < 3; ++i) {
    kit.advance(1000);
    state = set(true);
    if (state.ok() || state.error() != smp_kit::kUpdateErrors + 36) break;
  }
  return state;
}

}  // namespace satchel::simulated
