// What a kit seals is opened with the functions that are libsodium's own.
#include <gtest/gtest.h>
#include <sodium.h>

#include <numeric>
#include <random>
#include <vector>

#include "core/testing/gtest_wrapper.h"
#include "firmware/crypto/crypto_cases.h"
#include "firmware/crypto/sodium_sealer.h"

const bool registered = satchel::register_with_gtest(satchel::kCryptoTests);

namespace satchel {
namespace {

using Bytes = std::vector<uint8_t>;

class SystemEntropy final : public Entropy {
 public:
  bool fill(uint8_t* out, size_t size) override {
    if (budget < size) return false;
    budget -= size;
    randombytes_buf(out, size);
    return true;
  }
  size_t budget = SIZE_MAX;
};

class Sealing : public testing::Test {
 protected:
  Sealing() { crypto_box_keypair(public_key, secret_key); }

  SystemEntropy entropy;
  SodiumSealer sealer{entropy};
  uint8_t public_key[kBoxKeyBytes];
  uint8_t secret_key[kBoxKeyBytes];
};

TEST_F(Sealing, LibsodiumOpensEveryLength) {
  for (size_t size = 0; size < 300; ++size) {
    Bytes message(size + 1), sealed(size + kBoxSealBytes), opened(size + 1);
    randombytes_buf(message.data(), size);
    ASSERT_EQ(sealer.seal(public_key, {message.data(), size}, sealed.data()), SealStatus::kOk);
    ASSERT_EQ(
        crypto_box_seal_open(opened.data(), sealed.data(), sealed.size(), public_key, secret_key),
        0);
    opened.resize(size);
    message.resize(size);
    EXPECT_EQ(opened, message);
    sealed[size / 2] ^= 1;
    EXPECT_NE(
        crypto_box_seal_open(message.data(), sealed.data(), sealed.size(), public_key, secret_key),
        0);
  }
}

TEST_F(Sealing, LibsodiumOpensAStreamOfManyChunks) {
  const uint32_t seed = randombytes_random();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 50; ++round) {
    uint8_t sealed_key[kSealedStreamKeyBytes], header[kStreamHeaderBytes], key[kStreamKeyBytes];
    ASSERT_EQ(sealer.begin(public_key, sealed_key, header), SealStatus::kOk);
    ASSERT_EQ(crypto_box_seal_open(key, sealed_key, sizeof(sealed_key), public_key, secret_key), 0);
    crypto_secretstream_xchacha20poly1305_state state;
    ASSERT_EQ(crypto_secretstream_xchacha20poly1305_init_pull(&state, header, key), 0);
    const unsigned chunks = 1 + random() % 20;
    for (unsigned i = 0; i < chunks; ++i) {
      const Bytes chunk(random() % 600, static_cast<uint8_t>(i));
      const Bytes additional(random() % 90, 7);
      Bytes sealed(chunk.size() + kStreamChunkBytes), opened(chunk.size() + 1);
      sealer.push({chunk.data(), chunk.size()}, {additional.data(), additional.size()},
                  i + 1 == chunks, sealed.data());
      unsigned char tag = 0;
      ASSERT_EQ(crypto_secretstream_xchacha20poly1305_pull(&state, opened.data(), nullptr, &tag,
                                                           sealed.data(), sealed.size(),
                                                           additional.data(), additional.size()),
                0);
      opened.resize(chunk.size());
      EXPECT_EQ(opened, chunk);
      EXPECT_EQ(tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL, i + 1 == chunks);
    }
  }
}

TEST_F(Sealing, EntropyThatEndsAtAnyByteSealsNothing) {
  uint8_t sealed_key[kSealedStreamKeyBytes], header[kStreamHeaderBytes];
  const size_t needed = kStreamKeyBytes + kStreamHeaderBytes + kBoxKeyBytes;
  for (size_t budget = 0; budget < needed; ++budget) {
    entropy.budget = budget;
    EXPECT_EQ(sealer.begin(public_key, sealed_key, header), SealStatus::kNoEntropy);
  }
  entropy.budget = needed;
  EXPECT_EQ(sealer.begin(public_key, sealed_key, header), SealStatus::kOk);
}

}  // namespace
}  // namespace satchel
