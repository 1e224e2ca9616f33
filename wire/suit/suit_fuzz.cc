// Envelopes, orders and deterministic CBOR of any bytes. A key that says yes to everything lets the
// fuzzer behind the signature; what is accepted then has to be the one encoding of what it says.

#include <cstdlib>
#include <cstring>

#include "wire/cbor/deterministic.h"
#include "wire/cose/sign1.h"
#include "wire/suit/update.h"

using namespace satchel;

namespace {

class YesKey final : public SignatureVerifier {
 public:
  bool fits(int64_t) const override { return true; }
  bool verify(int64_t, ByteView, ByteView) const override { return true; }
};

// Answers the digest that the envelope under test states, so that it fits whatever the manifest is.
class StatedHash final : public Hash {
 public:
  explicit StatedHash(ByteView envelope) {
    SuitEnvelope read;
    if (read_envelope(envelope, &read) == SuitStatus::kOk && read.digest.bytes.size == 32) {
      std::memcpy(digest_, read.digest.bytes.data, sizeof(digest_));
    }
  }
  void start() override {}
  void update(const uint8_t*, size_t) override {}
  void finish(uint8_t digest[kSha256Bytes]) override { std::memcpy(digest, digest_, 32); }

 private:
  uint8_t digest_[kSha256Bytes] = {};
};

void check(bool good) {
  if (!good) std::abort();
}

void try_update(ByteView bytes) {
  ModelUpdate update;
  StatedHash hash(bytes);
  if (open_update(bytes, YesKey(), hash, &update) != SuitStatus::kOk) return;
  check(is_deterministic(bytes) && is_lesson_name(update.lesson) && update.size != 0);
  uint8_t manifest[kMaxEnvelopeBytes];
  CborWriter writer(manifest, sizeof(manifest));
  write_update_manifest(writer, update);
  SuitEnvelope envelope;
  check(read_envelope(bytes, &envelope) == SuitStatus::kOk);
  check(writer.ok() && equal({manifest, writer.size()}, envelope.manifest));
}

void try_sign1(ByteView bytes) {
  CoseSign1 message;
  if (read_strict_sign1(bytes, &message) != CoseStatus::kOk) return;
  uint8_t copy[4096];
  if (bytes.size > sizeof(copy)) return;
  CborWriter writer(copy, sizeof(copy));
  write_sign1(writer, message);
  check(writer.ok() && equal({copy, writer.size()}, bytes));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ByteView bytes = {data, size};
  try_update(bytes);
  try_sign1(bytes);
  return 0;
}
