#include "firmware/agent/telemetry/pseudonym.h"

#include <gtest/gtest.h>
#include <openssl/hmac.h>

#include <cstring>
#include <set>
#include <string>

#include "firmware/agent/telemetry/fakes.h"
#include "firmware/boards/simulated/flash.h"
#include "firmware/crypto/sodium_hash.h"

namespace satchel {
namespace {

using Name = std::string;

Name name_of(const uint8_t* secret, uint64_t term, const std::string& school_class) {
  SodiumHash hash;
  uint8_t out[kPseudonymBytes];
  make_pseudonym(hash, secret, term, view_of(school_class.c_str()), out);
  return {reinterpret_cast<char*>(out), sizeof(out)};
}

TEST(Pseudonym, IsOpenSslsHmac) {
  uint8_t secret[kPseudonymSecretBytes];
  fakes::SeededEntropy(3).fill(secret, sizeof(secret));
  const std::string message =
      std::string("satchel/pseudonym/1") + '\x02' + '\x01' + std::string(6, '\0') + "5b";
  uint8_t wanted[32];
  unsigned size = 0;
  HMAC(EVP_sha256(), secret, sizeof(secret), reinterpret_cast<const uint8_t*>(message.data()),
       message.size(), wanted, &size);
  EXPECT_EQ(name_of(secret, 258, "5b"), Name(reinterpret_cast<char*>(wanted), kPseudonymBytes));
}

TEST(Pseudonym, RotatesWithTermAndClassAndDiffersBetweenKits) {
  std::set<Name> names;
  for (uint64_t kit = 0; kit < 20; ++kit) {
    uint8_t secret[kPseudonymSecretBytes];
    fakes::SeededEntropy(kit).fill(secret, sizeof(secret));
    for (uint64_t term = 1; term <= 5; ++term) {
      for (const char* school_class : {"", "5b", "6b"})
        names.insert(name_of(secret, term, school_class));
    }
  }
  EXPECT_EQ(names.size(), 20u * 5 * 3);
}

TEST(PseudonymSecret, IsDrawnOnceAndNeverWithoutEntropy) {
  simulated::Flash flash({4096, 1024, 4, false});
  RecordLog log(flash, {0, 2048, 2});
  ASSERT_EQ(log.mount(), StoreStatus::kOk);
  fakes::SeededEntropy entropy(5);
  uint8_t first[kPseudonymSecretBytes], second[kPseudonymSecretBytes];
  entropy.fills_left = 0;
  EXPECT_EQ(pseudonym_secret(log, entropy, first), PseudonymStatus::kEntropyFailed);
  EXPECT_FALSE(log.has(RecordKey::kPseudonym));
  entropy.fills_left = 1;
  EXPECT_EQ(pseudonym_secret(log, entropy, first), PseudonymStatus::kOk);
  RecordLog again(flash, {0, 2048, 2});
  ASSERT_EQ(again.mount(), StoreStatus::kOk);
  EXPECT_EQ(pseudonym_secret(again, entropy, second), PseudonymStatus::kOk);
  EXPECT_EQ(std::memcmp(first, second, sizeof(first)), 0);
}

}  // namespace
}  // namespace satchel
