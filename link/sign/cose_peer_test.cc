// Signatures against npm's @auth0/cose, in both directions. Ed25519 is deterministic, so both have
// to make the same bytes.
#include <gtest/gtest.h>
#include <sodium.h>

#include <filesystem>

#include "base/hash.h"
#include "base/process.h"
#include "link/sign/envelope.h"
#include "link/sign/testing.h"

namespace satchel {
namespace {

using testing_support::sample_update;

constexpr const char* kPeer = "link/sign/peer/cose_peer.mjs";

// Signs with a key whose seed the peer can be told.
class SeededKey final : public Signer {
 public:
  explicit SeededKey(std::uint8_t number) {
    seed_.fill(number);
    crypto_sign_seed_keypair(public_.data(), pair_.data(), seed_.data());
  }

  int64_t algorithm() const override { return cose_algorithm::kEdDsa; }
  bool sign(ByteView message, uint8_t signature[kSignatureBytes]) override {
    return crypto_sign_detached(signature, nullptr, message.data, message.size, pair_.data()) == 0;
  }
  std::string seed_hex() const { return to_hex(seed_); }
  std::string public_hex() const { return to_hex(public_); }
  PublicKey public_key() const { return PublicKey::from_ed25519(public_); }

 private:
  std::array<std::uint8_t, crypto_sign_SEEDBYTES> seed_;
  Ed25519Public public_;
  std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> pair_;
};

// The COSE_Sign1 of an envelope and what it is over.
struct Signed {
  ByteVector message;
  ByteVector digest;
};

class CosePeer : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!program_exists("node")) GTEST_SKIP() << "node is not installed";
    if (!std::filesystem::exists("link/sign/peer/node_modules")) {
      GTEST_SKIP() << "the npm packages are not there: tools/install_npm brings them";
    }
    ASSERT_GE(sodium_init(), 0);
  }

  static ProcessResult peer(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"node", kPeer});
    return run_process(arguments);
  }

  static Signed signed_parts(const ByteVector& bytes) {
    SuitEnvelope envelope;
    EXPECT_EQ(read_envelope(view_of(bytes), &envelope), SuitStatus::kOk);
    EXPECT_EQ(envelope.block_count, 1u);
    ByteVector message(256);
    CborWriter writer(message.data(), message.size());
    write_sign1(writer, envelope.blocks[0]);
    EXPECT_TRUE(writer.ok());
    message.resize(writer.size());
    const ByteView digest = envelope.signed_digest;
    return {message, ByteVector(digest.data, digest.data + digest.size)};
  }

  SeededKey key_{41};
};

TEST_F(CosePeer, MakesTheSameBytesAsWeDo) {
  const Signed ours = signed_parts(seal(sample_update(), key_));
  const ProcessResult theirs = peer({"sign", key_.seed_hex(), to_hex(ours.digest)});
  ASSERT_EQ(theirs.exit_code, 0) << theirs.errors;
  EXPECT_EQ(theirs.output, to_hex(ours.message) + "\n");
}

TEST_F(CosePeer, VerifiesWhatWeSign) {
  const Signed ours = signed_parts(seal(sample_update(), key_));
  const ProcessResult result =
      peer({"verify", key_.public_hex(), to_hex(ours.message), to_hex(ours.digest)});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
}

TEST_F(CosePeer, RefusesWhatIsNotSigned) {
  const Signed ours = signed_parts(seal(sample_update(), key_));
  ByteVector digest = ours.digest;
  digest.back() ^= 1;
  EXPECT_EQ(peer({"verify", key_.public_hex(), to_hex(ours.message), to_hex(digest)}).exit_code, 1);
  ByteVector message = ours.message;
  message.back() ^= 1;
  EXPECT_EQ(peer({"verify", key_.public_hex(), to_hex(message), to_hex(ours.digest)}).exit_code, 1);
  EXPECT_EQ(peer({"verify", SeededKey(42).public_hex(), to_hex(ours.message), to_hex(ours.digest)})
                .exit_code,
            1);
}

TEST_F(CosePeer, IsVerifiedByUs) {
  ByteVector bytes = seal(sample_update(), key_);
  const Signed ours = signed_parts(bytes);
  const ProcessResult theirs = peer({"sign", key_.seed_hex(), to_hex(ours.digest)});
  ASSERT_EQ(theirs.exit_code, 0) << theirs.errors;
  const ByteVector message = testing_support::from_hex(theirs.output);
  CoseSign1 read;
  ASSERT_EQ(read_strict_sign1(view_of(message), &read), CoseStatus::kOk);
  EXPECT_TRUE(read.detached);
  SuitEnvelope envelope;
  ASSERT_EQ(read_envelope(view_of(bytes), &envelope), SuitStatus::kOk);
  envelope.blocks[0] = read;
  HostHash hash;
  EXPECT_EQ(authenticate(envelope, key_.public_key().verifier(), hash), SuitStatus::kOk);
  EXPECT_EQ(authenticate(envelope, SeededKey(42).public_key().verifier(), hash),
            SuitStatus::kBadSignature);
}

}  // namespace
}  // namespace satchel
