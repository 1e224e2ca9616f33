#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "link/sign/public_key.h"
#include "wire/messages/sample_receipt.h"

namespace satchel {

// Checks a kit's receipt for a sample that it erased, with the kit's public key. Throws
// Error(Exit::kRefused) with the reason.
SampleReceipt check_sample_receipt(std::span<const std::uint8_t> receipt, const PublicKey& kit);

// "its delete-by date came": for people.
std::string erasure_reason(ErasureReason reason);

}  // namespace satchel
