#pragma once

#include <cstdint>
#include <filesystem>

#include "link/sign/bytes.h"
#include "link/sign/secret_key.h"
#include "wire/orders/command.h"
#include "wire/orders/settings.h"

// Orders on the host: what a publisher tells kits beside updates (spec/orders.md).
namespace satchel {

// Signed orders. Throw Error(Exit::kUnusable) for sequence 0 and for what no kit would take: the
// message says which value. `target` says for whom.
ByteVector make_settings_order(const Settings& settings, const OrderTarget& target,
                               std::uint64_t sequence, Signer& signer);
ByteVector make_erase_order(const EraseCommand& command, const OrderTarget& target,
                            std::uint64_t sequence, Signer& signer);
ByteVector make_consent_order(const ConsentCommand& command, const OrderTarget& target,
                              std::uint64_t sequence, Signer& signer);

}  // namespace satchel
