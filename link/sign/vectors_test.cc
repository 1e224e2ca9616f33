// Other people's envelopes: the draft's examples and the samples of shared/standards/suit.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/hash.h"
#include "link/sign/envelope.h"
#include "link/sign/testing.h"

namespace satchel {
namespace {

using Json = nlohmann::json;
using testing_support::from_hex;

std::filesystem::path suit_folder() {
  const char* shared = std::getenv("SATCHEL_SHARED");
  return std::filesystem::path(shared != nullptr ? shared : "../shared") / "standards/suit";
}

class SuitVectors : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(suit_folder())) {
      GTEST_SKIP() << "the recorded envelopes are not there: " << suit_folder();
    }
  }

  static Json json(const std::string& name) {
    return Json::parse(read_text_file(suit_folder() / name));
  }
  static PublicKey draft_key() { return PublicKey::read(suit_folder() / "public_key.pem"); }
};

const char* const kExamples[] = {"example0_no_auth",
                                 "example0_signed",
                                 "example1_no_auth",
                                 "example1_signed",
                                 "example2_no_auth",
                                 "example2_signed",
                                 "example3_no_auth",
                                 "example3_signed",
                                 "example4_no_auth",
                                 "example4_signed",
                                 "example5_no_auth",
                                 "example5_signed",
                                 "example2_signed_without_severable"};

TEST_F(SuitVectors, TheDraftsExamplesAreReadAndWrittenByteForByte) {
  for (const std::string name : kExamples) {
    SCOPED_TRACE(name);
    const ByteVector bytes = from_hex(read_text_file(suit_folder() / (name + ".hex")));
    SuitDocument document;
    ASSERT_EQ(open_document(bytes, &document), SuitStatus::kOk);
    ASSERT_EQ(read_manifest(&document), SuitStatus::kOk);
    EXPECT_EQ(encode(document), bytes);
    const Json decode = json(name + ".json").at("decode");
    const Json& manifest = decode.at("3 manifest");
    EXPECT_EQ(document.manifest.sequence, manifest.at("2 manifest-sequence-number"));
    EXPECT_EQ(document.manifest.components.size(),
              manifest.at("3 common").at("2 components").size());
    EXPECT_EQ(to_hex(span_of(document.envelope.digest.bytes)),
              decode.at("2 authentication-wrapper").at("digest").at("bytes"));
  }
}

TEST_F(SuitVectors, TheDraftsSignaturesVerify) {
  const PublicKey key = draft_key();
  for (const std::string name : kExamples) {
    SCOPED_TRACE(name);
    const ByteVector bytes = from_hex(read_text_file(suit_folder() / (name + ".hex")));
    const EnvelopeVerdict verdict = judge_envelope(bytes, key, {}, 0);
    EXPECT_EQ(verdict.status, name.find("no_auth") == std::string::npos
                                  ? SuitStatus::kOk
                                  : SuitStatus::kUnauthenticated);
    EXPECT_FALSE(verdict.update);
  }
}

TEST_F(SuitVectors, DamagedEnvelopesAreRefusedEachForItsReason) {
  const std::map<std::string, SuitStatus> reasons = {
      {"uri_changed", SuitStatus::kDigestMismatch},
      {"digest_changed", SuitStatus::kBadSignature},
      {"signature_changed", SuitStatus::kBadSignature},
      {"alg_changed", SuitStatus::kWrongAlgorithm},
      {"severed_install_changed", SuitStatus::kSeveredMismatch},
      {"truncated", SuitStatus::kMalformed},
      {"trailing_bytes", SuitStatus::kTrailingBytes},
      {"no_signature", SuitStatus::kUnauthenticated}};
  const PublicKey key = draft_key();
  std::size_t met = 0;
  for (const Json& item : json("negative.json")) {
    const std::string name = item.at("name");
    SCOPED_TRACE(name);
    const EnvelopeVerdict verdict = judge_envelope(from_hex(item.at("hex")), key, {}, 0);
    ASSERT_TRUE(reasons.contains(name));
    EXPECT_EQ(verdict.status, reasons.at(name));
    ++met;
  }
  EXPECT_EQ(met, reasons.size());
}

// P-256 from its coordinates, as the samples state it.
PublicKey p256_key(const std::string& x, const std::string& y) {
  const ByteVector head = from_hex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");
  ByteVector der = head;
  for (const std::string& half : {x, y}) {
    const ByteVector bytes = from_hex(half);
    der.insert(der.end(), bytes.begin(), bytes.end());
  }
  static const char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string base64;
  for (std::size_t i = 0; i < der.size(); i += 3) {
    const std::uint32_t three = der[i] << 16 | (i + 1 < der.size() ? der[i + 1] : 0) << 8 |
                                (i + 2 < der.size() ? der[i + 2] : 0);
    for (std::size_t j = 0; j < 4; ++j) {
      base64 += i + j <= der.size() ? kDigits[three >> (18 - 6 * j) & 63] : '=';
    }
    if (base64.size() % 65 == 64) base64 += '\n';
  }
  return PublicKey::from_pem(
      "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n", "sample");
}

TEST_F(SuitVectors, SamplesOfEachAlgorithmVerify) {
  const Json samples = json("model_update_samples.json");
  const PublicKey p256 =
      p256_key(samples.at("es256_public").at("x"), samples.at("es256_public").at("y"));
  Ed25519Public raw;
  const ByteVector bytes = from_hex(samples.at("ed25519_public"));
  std::copy(bytes.begin(), bytes.end(), raw.begin());
  const PublicKey ed25519 = PublicKey::from_ed25519(raw);

  PackageFacts package;
  const ByteVector model = from_hex(samples.at("model_hex"));
  package.size = model.size();
  package.digest = sha256(model);
  for (const Json& item : samples.at("envelopes")) {
    SCOPED_TRACE(std::string(item.at("name")));
    const ByteVector envelope = from_hex(item.at("hex"));
    const bool elliptic = item.at("alg") == -7 || item.at("alg") == -9;
    const PublicKey& right = elliptic ? p256 : ed25519;
    const PublicKey& wrong = elliptic ? ed25519 : p256;
    const EnvelopeVerdict verdict = judge_envelope(envelope, right, package, 0);
    EXPECT_EQ(verdict.status, SuitStatus::kOk);
    EXPECT_EQ(verdict.document->manifest.sequence, item.at("sequence"));
    EXPECT_EQ(judge_envelope(envelope, wrong, {}, 0).status, SuitStatus::kWrongAlgorithm);
    PackageFacts other = package;
    other.digest[0] ^= 1;
    EXPECT_EQ(judge_envelope(envelope, right, other, 0).status, SuitStatus::kPayloadMismatch);
  }
}

// Any bit of a signed envelope that changes makes it another, and a refused one.
TEST_F(SuitVectors, NoBitOfAnExampleIsUnsigned) {
  const PublicKey key = draft_key();
  for (const std::string name : {"example1_signed", "example2_signed"}) {
    ByteVector bytes = from_hex(read_text_file(suit_folder() / (name + ".hex")));
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
      bytes[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
      EXPECT_NE(judge_envelope(bytes, key, {}, 0).status, SuitStatus::kOk) << name << ' ' << bit;
      bytes[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    }
  }
}

}  // namespace
}  // namespace satchel
