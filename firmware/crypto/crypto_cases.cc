#include "firmware/crypto/crypto_cases.h"

#include "firmware/crypto/sodium_hash.h"
#include "firmware/crypto/sodium_sealer.h"
#include "firmware/crypto/sodium_signer.h"
#include "firmware/crypto/sodium_verifier.h"

namespace satchel {
namespace {

// What a generator must never be: the same every time.
class CountingEntropy final : public Entropy {
 public:
  bool fill(uint8_t* out, size_t size) override {
    for (size_t i = 0; i < size; ++i) out[i] = static_cast<uint8_t>(next_++ * 37);
    return works;
  }
  bool works = true;

 private:
  uint32_t next_ = 1;
};

// The X25519 base point times the bytes 1, 2, 3 ..., as libsodium's host library makes it.
constexpr uint8_t kRecipient[kBoxKeyBytes] = {
    0x07, 0xa3, 0x7c, 0xbc, 0x14, 0x20, 0x93, 0xc8, 0xb7, 0x55, 0xdc, 0x1b, 0x10, 0xe8, 0x6c, 0xb4,
    0x26, 0x37, 0x4a, 0xd1, 0x6a, 0xa8, 0x53, 0xed, 0x0b, 0xdf, 0xc0, 0xb2, 0xb8, 0x6d, 0x1c, 0x7c};

// The first four bytes of a SHA-256.
uint32_t digest_of(const uint8_t* bytes, size_t size) {
  SodiumHash hash;
  uint8_t digest[kSha256Bytes];
  hash.start();
  hash.update(bytes, size);
  hash.finish(digest);
  return static_cast<uint32_t>(digest[0]) << 24 | static_cast<uint32_t>(digest[1]) << 16 |
         static_cast<uint32_t>(digest[2]) << 8 | digest[3];
}

// crypto_test.cc opens what has these digests with the functions that are libsodium's own.
void box_has_the_hosts_bytes(Checks& checks) {
  CountingEntropy entropy;
  SodiumSealer sealer(entropy);
  uint8_t sealed[3 + kBoxSealBytes];
  SATCHEL_CHECK(checks, sealer.seal(kRecipient, view_of("abc"), sealed) == SealStatus::kOk);
  SATCHEL_CHECK_EQUAL(checks, digest_of(sealed, sizeof(sealed)), 0x62d7fec6);
}

void stream_has_the_hosts_bytes(Checks& checks) {
  CountingEntropy entropy;
  SodiumSealer sealer(entropy);
  uint8_t sealed[kSealedStreamKeyBytes + kStreamHeaderBytes + 2 * (100 + kStreamChunkBytes)];
  uint8_t* header = sealed + kSealedStreamKeyBytes;
  uint8_t* chunks = header + kStreamHeaderBytes;
  uint8_t chunk[100];
  for (size_t i = 0; i < sizeof(chunk); ++i) chunk[i] = static_cast<uint8_t>(i);
  SATCHEL_CHECK(checks, sealer.begin(kRecipient, sealed, header) == SealStatus::kOk);
  sealer.push({chunk, sizeof(chunk)}, view_of("what it is"), false, chunks);
  sealer.push({chunk, sizeof(chunk)}, {}, true, chunks + sizeof(chunk) + kStreamChunkBytes);
  SATCHEL_CHECK_EQUAL(checks, digest_of(sealed, sizeof(sealed)), 0x7c224e0b);
}

void signature_has_the_hosts_bytes(Checks& checks) {
  SodiumSigner signer(kRecipient);
  uint8_t signature[kSignatureBytes];
  SATCHEL_CHECK(checks, signer.sign(view_of("abc"), signature));
  SATCHEL_CHECK_EQUAL(checks, digest_of(signature, sizeof(signature)), 0x56a3c836);
  const SodiumVerifier verifier(signer.public_key());
  SATCHEL_CHECK(
      checks, verifier.verify(signer.algorithm(), view_of("abc"), {signature, sizeof(signature)}));
  SATCHEL_CHECK(
      checks, !verifier.verify(signer.algorithm(), view_of("abd"), {signature, sizeof(signature)}));
}

void nothing_is_sealed_without_entropy(Checks& checks) {
  CountingEntropy entropy;
  entropy.works = false;
  SodiumSealer sealer(entropy);
  uint8_t sealed[kSealedStreamKeyBytes], header[kStreamHeaderBytes];
  SATCHEL_CHECK(checks, sealer.seal(kRecipient, view_of("abc"), sealed) == SealStatus::kNoEntropy);
  SATCHEL_CHECK(checks, sealer.begin(kRecipient, sealed, header) == SealStatus::kNoEntropy);
}

void keys_of_small_order_are_refused(Checks& checks) {
  CountingEntropy entropy;
  SodiumSealer sealer(entropy);
  const uint8_t zero[kBoxKeyBytes] = {};
  uint8_t sealed[kSealedStreamKeyBytes], header[kStreamHeaderBytes];
  SATCHEL_CHECK(checks, sealer.seal(zero, view_of("abc"), sealed) == SealStatus::kBadKey);
  SATCHEL_CHECK(checks, sealer.begin(zero, sealed, header) == SealStatus::kBadKey);
}

constexpr TestCase kCases[] = {
    {"BoxHasTheHostsBytes", box_has_the_hosts_bytes},
    {"StreamHasTheHostsBytes", stream_has_the_hosts_bytes},
    {"SignatureHasTheHostsBytes", signature_has_the_hosts_bytes},
    {"NothingIsSealedWithoutEntropy", nothing_is_sealed_without_entropy},
    {"KeysOfSmallOrderAreRefused", keys_of_small_order_are_refused},
};

}  // namespace

const TestList kCryptoTests = {"Crypto", kCases, sizeof kCases / sizeof kCases[0]};

bool verify_example() {
  static const uint8_t key[kEd25519KeyBytes] = {0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7,
                                                0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a,
                                                0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25,
                                                0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a};
  static const uint8_t signature[kSignatureBytes] = {
      0xe5, 0x56, 0x43, 0x00, 0xc3, 0x60, 0xac, 0x72, 0x90, 0x86, 0xe2, 0xcc, 0x80,
      0x6e, 0x82, 0x8a, 0x84, 0x87, 0x7f, 0x1e, 0xb8, 0xe5, 0xd9, 0x74, 0xd8, 0x73,
      0xe0, 0x65, 0x22, 0x49, 0x01, 0x55, 0x5f, 0xb8, 0x82, 0x15, 0x90, 0xa3, 0x3b,
      0xac, 0xc6, 0x1e, 0x39, 0x70, 0x1c, 0xf9, 0xb4, 0x6b, 0xd2, 0x5b, 0xf5, 0xf0,
      0x59, 0x5b, 0xbe, 0x24, 0x65, 0x51, 0x41, 0x43, 0x8e, 0x7a, 0x10, 0x0b};
  return SodiumVerifier(key).verify(cose_algorithm::kEdDsa, {nullptr, 0},
                                    {signature, kSignatureBytes});
}

}  // namespace satchel
