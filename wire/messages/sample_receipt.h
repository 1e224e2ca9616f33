#pragma once

#include "wire/cose/sign1.h"
#include "wire/messages/status.h"

// A kit's word that a sample is in its flash no more. spec/samples.md is normative: a COSE_Sign1 by
// the kit's own key, with its payload inside.
namespace satchel {

// Why. The numbers stand in flash, too.
enum class ErasureReason : uint8_t {
  kTold = 1,       // a host or the button asked
  kDue = 2,        // its delete-by date came
  kWithdrawn = 3,  // nobody consents any more
};

struct SampleReceipt {
  uint64_t id = 0;
  uint8_t package_digest[kSha256Bytes] = {};
  ErasureReason reason = ErasureReason::kTold;
  uint64_t time = 0;  // the kit's, when it signed; seconds since 1970-01-01
};
inline constexpr size_t kMaxSampleReceiptBytes = 160;

// False when it does not fit or the signer fails.
bool seal_sample_receipt(const SampleReceipt& receipt, Signer& signer, CborWriter* writer);
// kBadSignature when another key signed, or something else; nothing of it is to be believed then.
MessageStatus open_sample_receipt(ByteView bytes, const SignatureVerifier& kit,
                                  SampleReceipt* receipt);

}  // namespace satchel
