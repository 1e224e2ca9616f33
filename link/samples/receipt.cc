#include "link/samples/receipt.h"

#include <fmt/format.h>

#include "base/error.h"
#include "link/samples/refusal.h"
#include "link/sign/bytes.h"

namespace satchel {

SampleReceipt check_sample_receipt(std::span<const std::uint8_t> receipt, const PublicKey& kit) {
  SampleReceipt read;
  const MessageStatus status = open_sample_receipt(view_of(receipt), kit.verifier(), &read);
  if (status == MessageStatus::kOk) return read;
  throw Error(Exit::kRefused, fmt::format("the receipt proves nothing: {}", refusal(status)),
              status == MessageStatus::kBadSignature
                  ? "Take the public key that the kit had when it was provisioned; `satchel kit "
                    "info` shows it."
                  : "");
}

std::string erasure_reason(ErasureReason reason) {
  switch (reason) {
    case ErasureReason::kTold:
      return "the kit was told to";
    case ErasureReason::kDue:
      return "its delete-by date came";
    case ErasureReason::kWithdrawn:
      return "consent was withdrawn";
  }
  return "unknown";
}

}  // namespace satchel
