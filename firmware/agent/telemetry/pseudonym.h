#pragma once

#include "firmware/agent/store/record_log.h"
#include "firmware/hal/entropy.h"
#include "firmware/hal/hash.h"
#include "wire/messages/learning_report.h"

namespace satchel {

inline constexpr size_t kPseudonymSecretBytes = 32;

enum class PseudonymStatus : uint8_t { kOk, kEntropyFailed, kStoreFailed };

// Makes `secret` the kit's own, which is drawn when there is none yet and which only an erasure
// removes. It has nothing to do with the kit's key pair, and never leaves.
PseudonymStatus pseudonym_secret(RecordLog& log, Entropy& entropy,
                                 uint8_t secret[kPseudonymSecretBytes]);

// The name for one term and school class: HMAC-SHA-256 (RFC 2104), cut short. Without the secret
// nobody can tell whether two of them are one kit's.
void make_pseudonym(Hash& hash, const uint8_t secret[kPseudonymSecretBytes], uint64_t term,
                    ByteView school_class, uint8_t out[kPseudonymBytes]);

}  // namespace satchel
