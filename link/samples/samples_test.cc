#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sodium.h>

#include <numeric>

#include "base/error.h"
#include "link/samples/opened_sample.h"
#include "link/samples/receipt.h"
#include "link/samples/testing.h"
#include "link/sign/secret_key.h"

namespace satchel {
namespace {

using testing::HasSubstr;
using testing_support::Sealing;

std::string why_not(const ByteVector& sealed, const SealingKey& steward) {
  try {
    open_sample(sealed, steward);
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), Exit::kRefused);
    return error.what();
  }
  return "";
}

TEST(OpenSample, GivesWhatTheKitSealed) {
  const SealingKey steward = SealingKey::generate();
  Sealing sealing;
  std::iota(sealing.pcm.begin(), sealing.pcm.end(), std::int16_t{-500});
  const OpenedSample opened = open_sample(sealing.seal(steward.public_key()), steward);
  EXPECT_EQ(opened.sound, sealing.pcm);
  EXPECT_EQ(opened.id, 7u);
  EXPECT_EQ(opened.lesson, "four words");
  EXPECT_EQ(opened.purpose, "accents");
  EXPECT_EQ(opened.delete_by, 1'900'000'000u);
  EXPECT_EQ(opened.package_digest[2], 3);
  EXPECT_EQ(opened.samples_per_second, 16000u);
  EXPECT_EQ(opened.best, 3u);
  EXPECT_EQ(opened.margin, 9u);
}

TEST(OpenSample, RefusesEveryChangedByteAndEveryShorterSample) {
  const SealingKey steward = SealingKey::generate();
  Sealing sealing;
  sealing.pcm.resize(600);
  sealing.facts.samples = 600;
  const ByteVector sealed = sealing.seal(steward.public_key());
  EXPECT_EQ(why_not(sealed, steward), "");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    ByteVector changed = sealed;
    changed[i] ^= 4;
    EXPECT_NE(why_not(changed, steward), "") << "byte " << i;
    EXPECT_NE(why_not(ByteVector(sealed.begin(), sealed.begin() + i), steward), "") << i;
  }
}

TEST(OpenSample, SaysWhy) {
  const SealingKey steward = SealingKey::generate(), other = SealingKey::generate();
  Sealing sealing;
  EXPECT_THAT(why_not(sealing.seal(other.public_key()), steward), HasSubstr("does not open"));
  sealing.last_tag = 0;
  EXPECT_THAT(why_not(sealing.seal(steward.public_key()), steward), HasSubstr("cut off"));
  sealing = Sealing();
  sealing.bind_header = false;
  EXPECT_THAT(why_not(sealing.seal(steward.public_key()), steward), HasSubstr("was changed"));
  sealing = Sealing();
  sealing.facts.samples = 999;
  EXPECT_THAT(why_not(sealing.seal(steward.public_key()), steward), HasSubstr("999 samples"));
  EXPECT_THAT(why_not({1, 2, 3}, steward), HasSubstr("no sealed sample"));
}

// A whole stream whose last chunk was taken away has a chunk of full length at its end.
TEST(OpenSample, RefusesAStreamWithoutItsLastChunk) {
  const SealingKey steward = SealingKey::generate();
  Sealing sealing;
  sealing.pcm.resize(768);
  sealing.facts.samples = 768;
  ByteVector sealed = sealing.seal(steward.public_key());
  sealed.resize(sealed.size() - (kSampleChunkBytes + kStreamChunkBytes + 3));
  EXPECT_THAT(why_not(sealed, steward), HasSubstr("cut off before its end"));
}

TEST(Receipt, IsTheKitsOwnOrNothing) {
  SecretKey kit = SecretKey::generate();
  const SampleReceipt receipt = {7, {9}, ErasureReason::kWithdrawn, 1'800'000'000};
  ByteVector bytes(kMaxSampleReceiptBytes);
  CborWriter writer(bytes.data(), bytes.size());
  ASSERT_TRUE(seal_sample_receipt(receipt, kit, &writer));
  bytes.resize(writer.size());
  const SampleReceipt read = check_sample_receipt(bytes, kit.public_key());
  EXPECT_EQ(read.id, 7u);
  EXPECT_EQ(read.package_digest[0], 9);
  EXPECT_EQ(read.reason, ErasureReason::kWithdrawn);
  EXPECT_EQ(read.time, 1'800'000'000u);
  EXPECT_EQ(erasure_reason(read.reason), "consent was withdrawn");
  EXPECT_THROW(check_sample_receipt(bytes, SecretKey::generate().public_key()), Error);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    ByteVector changed = bytes;
    changed[i] ^= 1;
    EXPECT_THROW(check_sample_receipt(changed, kit.public_key()), Error) << i;
  }
}

}  // namespace
}  // namespace satchel
