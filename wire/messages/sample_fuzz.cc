// Samples and receipts of any bytes: what is read has one encoding, which are these bytes.

#include <cstdlib>

#include "wire/messages/sample.h"
#include "wire/messages/sample_receipt.h"

using namespace satchel;

namespace {

void check(bool good) {
  if (!good) std::abort();
}

// Signs and accepts anything.
class AnyKey final : public SignatureVerifier, public Signer {
 public:
  bool fits(int64_t) const override { return true; }
  bool verify(int64_t, ByteView, ByteView) const override { return true; }
  int64_t algorithm() const override { return cose_algorithm::kEdDsa; }
  bool sign(ByteView, uint8_t signature[kSignatureBytes]) override {
    __builtin_memset(signature, 0, kSignatureBytes);
    return true;
  }
};

void try_sample(ByteView bytes) {
  SealedSample sample;
  if (read_sealed_sample(bytes, &sample) != MessageStatus::kOk) return;
  uint8_t again[kMaxSampleHeaderBytes];
  CborWriter header(again, sizeof(again));
  check(write_sample_header(sample.header, &header));
  check(equal({again, header.size()}, sample.header_bytes));
  ByteView chunk;
  size_t chunks = 0;
  while (next_chunk(&sample.chunks, &chunk)) ++chunks;
  check(sample.chunks.size == 0 && chunks >= 2);
}

void try_facts(ByteView bytes) {
  SampleFacts facts;
  if (read_sample_facts(bytes, &facts) != MessageStatus::kOk) return;
  uint8_t again[kMaxSampleFactsBytes];
  CborWriter writer(again, sizeof(again));
  write_sample_facts(facts, &writer);
  check(writer.ok() && equal({again, writer.size()}, bytes));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ByteView bytes = {data, size};
  try_sample(bytes);
  try_facts(bytes);
  AnyKey key;
  SampleReceipt receipt;
  if (open_sample_receipt(bytes, key, &receipt) == MessageStatus::kOk) {
    uint8_t again[kMaxSampleReceiptBytes];
    CborWriter writer(again, sizeof(again));
    check(seal_sample_receipt(receipt, key, &writer));
  }
  return 0;
}
