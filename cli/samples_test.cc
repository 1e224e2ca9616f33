// Sealed samples, opened by their steward.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "cli/kit/testing.h"
#include "link/samples/testing.h"
#include "trainer/data/audio.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;
using testing_support::file;
using testing_support::satchel;
using testing_support::Sealing;
using testing_support::Words;

constexpr int kUnusable = static_cast<int>(Exit::kUnusable);
constexpr int kRefused = static_cast<int>(Exit::kRefused);

// What another program makes: an X25519 pair as `openssl genpkey` and `openssl pkey -pubout` write
// it, in `name`.pem and `name`.pub.pem.
void make_foreign_pair(const std::string& name) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519"), &EVP_PKEY_free);
  const std::unique_ptr<BIO, decltype(&BIO_free)> secret(
      BIO_new_file(file(name + ".pem").c_str(), "w"), &BIO_free);
  const std::unique_ptr<BIO, decltype(&BIO_free)> open(
      BIO_new_file(file(name + ".pub.pem").c_str(), "w"), &BIO_free);
  ASSERT_TRUE(key && secret && open);
  ASSERT_EQ(
      PEM_write_bio_PKCS8PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr),
      1);
  ASSERT_EQ(PEM_write_bio_PUBKEY(open.get(), key.get()), 1);
}

class SamplesOpen : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    for (const char* kind : {"publisher", "steward", "service"}) {
      ASSERT_EQ(satchel({"keys", "new", file(kind), "--kind", kind}).exit_code, 0);
    }
    make_foreign_pair("others");
  }

  static Words open(const Words& sealed, const std::string& key = "steward.key") {
    Words words = {"samples", "open", "--key", file(key), "-o", file("opened")};
    words.insert(words.end(), sealed.begin(), sealed.end());
    return words;
  }

  static void expect_refused(const Words& arguments, const std::string& why, int exit_code) {
    const ProcessResult result = satchel(arguments);
    EXPECT_EQ(result.exit_code, exit_code) << result.errors;
    EXPECT_THAT(result.errors, HasSubstr(why));
    EXPECT_EQ(result.output, "");
  }

  // A sample for the steward, sealed as `sealing` says; the name of its file.
  static std::string save(const Sealing& sealing, const std::string& name,
                          const std::string& key = "steward.pub") {
    write_file_atomically(file(name),
                          sealing.seal(read_sealing_public(file(key), KeyKind::kSteward)));
    return file(name);
  }
};

TEST_F(SamplesOpen, IsSaidInWordsAndMayBeRepeated) {
  const std::string sealed = save({}, "words.sample");
  for (int i = 0; i < 2; ++i) {
    const ProcessResult opened = satchel(open({sealed}));
    ASSERT_EQ(opened.exit_code, 0) << opened.errors;
    EXPECT_THAT(opened.output,
                HasSubstr("0000000000000007.wav: 0.1 s of lesson four words, for accents, to be "
                          "deleted by 2030-03-17T17:46:40Z"));
    EXPECT_THAT(opened.output, HasSubstr("package 010203"));
  }
  EXPECT_THAT(read_text_file(file("opened/0000000000000007.wav")),
              HasSubstr("to be deleted by 2030-03-17T17:46:40Z"));
  EXPECT_EQ(read_audio(file("opened/0000000000000007.wav")), Sealing().pcm);
  Sealing other;
  other.pcm[0] = 9;
  expect_refused(open({save(other, "other.sample")}), "is not replaced", kUnusable);
}

TEST_F(SamplesOpen, AnotherProgramsKeyDoesAsWell) {
  Sealing sealing;
  sealing.header.id = 8;
  const std::string sealed = save(sealing, "theirs.sample", "others.pub.pem");
  EXPECT_EQ(satchel(open({sealed}, "others.pem")).exit_code, 0);
  EXPECT_EQ(read_audio(file("opened/0000000000000008.wav")), sealing.pcm);
}

TEST_F(SamplesOpen, WhatIsNotInOrderIsRefusedByName) {
  Sealing sealing;
  sealing.header.id = 9;
  const std::string sealed = save(sealing, "a.sample");
  expect_refused(open({sealed}, "service.key"),
                 "is a service's key, but a steward's is needed here", kUnusable);
  expect_refused(open({sealed}, "publisher.key"),
                 "is a publisher's key, but a steward's is needed here", kUnusable);
  expect_refused(open({sealed}, "others.pem"), "a.sample: the sealed message does not open",
                 kRefused);

  std::vector<std::uint8_t> bytes = read_file(sealed);
  const std::string word = "accents";
  *std::search(bytes.begin(), bytes.end(), word.begin(), word.end()) = 'b';
  write_file_atomically(file("renamed.sample"), bytes);
  expect_refused(open({file("renamed.sample")}),
                 "what the sample says of itself (lesson, package, purpose, delete-by date) was "
                 "changed",
                 kRefused);

  sealing.pcm.resize(768);  // three whole chunks, of which the last is taken away
  sealing.facts.samples = 768;
  bytes = sealing.seal(read_sealing_public(file("steward.pub"), KeyKind::kSteward));
  bytes.resize(bytes.size() - kMaxSealedChunkBytes);
  write_file_atomically(file("cut.sample"), bytes);
  expect_refused(open({file("cut.sample")}), "the sample is cut off before its end", kRefused);

  sealing = Sealing();
  sealing.header.id = 9;
  sealing.header.delete_by = 1'700'000'000;
  expect_refused(open({save(sealing, "old.sample")}),
                 "old.sample: it was to be deleted by 2023-11-14T22:13:20Z", kRefused);
  EXPECT_FALSE(fs::exists(file("opened/0000000000000009.wav")));
}

TEST_F(SamplesOpen, OneThatIsRefusedDoesNotStopTheOthers) {
  Sealing good, old;
  good.header.id = 10;
  old.header.id = 11;
  old.header.delete_by = 1'700'000'000;
  Words words = open({save(old, "first.sample"), save(good, "second.sample")});
  words.push_back("--json");
  const ProcessResult result = satchel(words);
  EXPECT_EQ(result.exit_code, kRefused);
  const json samples = json::parse(result.output)["samples"];
  ASSERT_EQ(samples.size(), 2u);
  EXPECT_EQ(samples[0]["file"], file("first.sample"));
  EXPECT_EQ(samples[0]["error"]["exit"], kRefused);
  EXPECT_EQ(samples[1]["id"], "000000000000000a");
  EXPECT_FALSE(fs::exists(file("opened/000000000000000b.wav")));
  EXPECT_TRUE(fs::exists(file("opened/000000000000000a.wav")));
}

}  // namespace
}  // namespace satchel
