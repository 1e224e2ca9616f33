#include "link/sign/orders.h"

#include <functional>
#include <string>

#include "base/error.h"

namespace satchel {
namespace {

std::string reason(SuitStatus status) {
  if (status == SuitStatus::kMissingElement) {
    return "something that belongs to it is missing (learning needs a service key, epsilon, ledger "
           "cap and term; samples need a steward's key and a purpose)";
  }
  if (status == SuitStatus::kBadValue) return "a value is outside its range";
  return suit_status_text(status);
}

// What a kit would make of the order that was just made.
using ReadBody = std::function<SuitStatus(const Order&)>;

ByteVector sealed(Order order, const std::function<void(CborWriter&)>& write, const ReadBody& read,
                  Signer& signer) {
  if (order.sequence == 0) {
    throw Error(Exit::kUnusable, "the sequence number of an order begins with 1");
  }
  std::uint8_t body[kMaxOrderBytes];
  CborWriter body_writer(body, sizeof(body));
  write(body_writer);
  order.body = {body, body_writer.size()};
  const SuitStatus status = body_writer.ok() ? read(order) : SuitStatus::kTooLong;
  if (status != SuitStatus::kOk) {
    throw Error(Exit::kUnusable, "no kit would take this order: " + reason(status));
  }
  ByteVector message(kMaxOrderBytes);
  CborWriter writer(message.data(), message.size());
  if (!seal_order(order, signer, &writer)) {
    throw Error(Exit::kUnusable, "the order does not fit into 512 bytes, or cannot be signed");
  }
  message.resize(writer.size());
  return message;
}

Order order_of(OrderKind kind, const OrderTarget& target, std::uint64_t sequence) {
  Order order;
  order.kind = kind;
  order.target = target;
  order.sequence = sequence;
  return order;
}

}  // namespace

ByteVector make_settings_order(const Settings& settings, const OrderTarget& target,
                               std::uint64_t sequence, Signer& signer) {
  Settings read;
  return sealed(
      order_of(OrderKind::kSettings, target, sequence),
      [&](CborWriter& writer) { write_settings(writer, settings); },
      [&](const Order& order) { return read_settings(order, &read); }, signer);
}

ByteVector make_erase_order(const EraseCommand& command, const OrderTarget& target,
                            std::uint64_t sequence, Signer& signer) {
  EraseCommand read;
  return sealed(
      order_of(OrderKind::kErase, target, sequence),
      [&](CborWriter& writer) { write_erase(writer, command); },
      [&](const Order& order) { return read_erase(order, &read); }, signer);
}

ByteVector make_consent_order(const ConsentCommand& command, const OrderTarget& target,
                              std::uint64_t sequence, Signer& signer) {
  ConsentCommand read;
  return sealed(
      order_of(OrderKind::kConsent, target, sequence),
      [&](CborWriter& writer) { write_consent(writer, command); },
      [&](const Order& order) { return read_consent(order, &read); }, signer);
}

}  // namespace satchel
