#pragma once

#include "link/sign/bytes.h"
#include "link/sign/secret_key.h"
#include "wire/orders/rotation.h"

namespace satchel {

// The order by which kits take `fresh` in the place of `old` (spec/orders.md). Throws
// Error(Exit::kUnusable) for sequence 0: kits start from it.
ByteVector make_rotation(SecretKey& old, SecretKey& fresh, std::uint64_t sequence);

// Judges one as a kit does whose publisher is `old`; `*fresh` is the new key when the answer is
// kOk.
SuitStatus check_rotation(ByteView message, const Ed25519Public& old, Ed25519Public* fresh);

}  // namespace satchel
