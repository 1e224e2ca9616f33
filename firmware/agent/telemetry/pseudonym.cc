#include "firmware/agent/telemetry/pseudonym.h"

namespace satchel {
namespace {

constexpr size_t kBlockBytes = 64;  // SHA-256's
constexpr const char* kContext = "satchel/pseudonym/1";

void start_keyed(Hash& hash, const uint8_t secret[kPseudonymSecretBytes], uint8_t mask) {
  uint8_t block[kBlockBytes];
  for (size_t i = 0; i < kBlockBytes; ++i) {
    block[i] = static_cast<uint8_t>((i < kPseudonymSecretBytes ? secret[i] : 0) ^ mask);
  }
  hash.start();
  hash.update(block, sizeof(block));
}

}  // namespace

PseudonymStatus pseudonym_secret(RecordLog& log, Entropy& entropy,
                                 uint8_t secret[kPseudonymSecretBytes]) {
  const ByteView stored = log.read(RecordKey::kPseudonym);
  if (stored.size == kPseudonymSecretBytes) {
    __builtin_memcpy(secret, stored.data, kPseudonymSecretBytes);
    return PseudonymStatus::kOk;
  }
  if (!entropy.fill(secret, kPseudonymSecretBytes)) return PseudonymStatus::kEntropyFailed;
  return log.write(RecordKey::kPseudonym, secret, kPseudonymSecretBytes) == StoreStatus::kOk
             ? PseudonymStatus::kOk
             : PseudonymStatus::kStoreFailed;
}

void make_pseudonym(Hash& hash, const uint8_t secret[kPseudonymSecretBytes], uint64_t term,
                    ByteView school_class, uint8_t out[kPseudonymBytes]) {
  const ByteView context = view_of(kContext);
  uint8_t number[8], digest[kSha256Bytes];
  for (size_t i = 0; i < sizeof(number); ++i) number[i] = static_cast<uint8_t>(term >> (8 * i));
  start_keyed(hash, secret, 0x36);
  hash.update(context.data, context.size);
  hash.update(number, sizeof(number));
  if (school_class.size != 0) hash.update(school_class.data, school_class.size);
  hash.finish(digest);
  start_keyed(hash, secret, 0x5c);
  hash.update(digest, sizeof(digest));
  hash.finish(digest);
  __builtin_memcpy(out, digest, kPseudonymBytes);
}

}  // namespace satchel
