// Keys of every kind, and that none passes for another, through the program as people use it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "base/process.h"
#include "compiler/testing/loudness.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;
using Words = std::vector<std::string>;

constexpr int kUnusable = static_cast<int>(Exit::kUnusable);

// What `openssl genpkey -algorithm X25519` and `openssl pkey -pubout` made.
constexpr const char* kOthersPublic =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VuAyEA/7Nm7/BI0yNSpEL0dQEymHjzyuvx1VvmqEpPJWYMfQM=\n"
    "-----END PUBLIC KEY-----\n";

class KeysVerbs : public ::testing::Test {
 protected:
  // A key of each kind, named after it; making one takes its time on purpose.
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder;
    for (const char* kind : {"publisher", "steward", "service"}) {
      const ProcessResult made = satchel({"keys", "new", file(kind), "--kind", kind, "--json"});
      ASSERT_EQ(made.exit_code, 0) << made.errors;
      EXPECT_EQ(json::parse(made.output)["kind"], kind);
    }
    write_file_atomically(file("others.pem"), kOthersPublic);
    write_file_atomically(file("p.satchel"), loudness_package(Target::kHost));
  }
  static void TearDownTestSuite() { delete folder_; }

  static std::string file(const std::string& name) { return (folder_->path() / name).string(); }

  static ProcessResult satchel(Words arguments) {
    arguments.insert(arguments.begin(), SATCHEL_PROGRAM);
    RunOptions options;
    options.environment = {{"SATCHEL_PASSPHRASE", "a passphrase for tests"}};
    options.timeout = std::chrono::seconds(300);
    return run_process(arguments, options);
  }

  static json shown(const std::string& name) {
    const ProcessResult result = satchel({"keys", "show", file(name), "--json"});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    return json::parse(result.output.empty() ? "null" : result.output);
  }

  static void expect_unusable(const Words& arguments, const std::string& why) {
    const ProcessResult result = satchel(arguments);
    EXPECT_EQ(result.exit_code, kUnusable) << result.errors;
    EXPECT_THAT(result.errors, HasSubstr(why));
  }

  static Words settings(const Words& more) {
    Words words = {"order",      "settings", "--key", file("publisher.key"),
                   "--sequence", "1",        "-o",    file("order")};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

 private:
  static inline TemporaryFolder* folder_ = nullptr;
};

TEST_F(KeysVerbs, NothingIsWrittenOverAKeyOrAnInput) {
  const auto sign_to = [](const std::string& output) {
    return Words{"sign",       file("p.satchel"),
                 "--key",      file("publisher.key"),
                 "--class",    "c",
                 "--sequence", "1",
                 "-o",         output};
  };
  const auto before = fs::file_size(file("publisher.key"));
  expect_unusable(sign_to(file("publisher.key")), "would replace a key");
  EXPECT_EQ(fs::file_size(file("publisher.key")), before);
  expect_unusable(sign_to(file("p.satchel")), "is read by this command");
  EXPECT_EQ(satchel(sign_to(file("p.envelope"))).exit_code, 0);
}

TEST_F(KeysVerbs, ASequenceNumberIsNeverAnotherThanTheOneThatWasGiven) {
  for (const std::string number : {"18446744073709551616", "-1", "0", "1.5", "one"}) {
    expect_unusable({"sign", file("p.satchel"), "--key", file("publisher.key"), "--class", "c",
                     "--sequence", number, "-o", file("p.envelope")},
                    "\"" + number + "\" is no whole number");
  }
}

TEST_F(KeysVerbs, EachKindIsMadeAndShown) {
  for (const std::string kind : {"publisher", "steward", "service"}) {
    EXPECT_EQ(fs::status(file(kind + ".key")).permissions(),
              fs::perms::owner_read | fs::perms::owner_write);
    const json secret = shown(kind + ".key"), open = shown(kind + ".pub");
    EXPECT_EQ(secret["kind"], kind);
    EXPECT_EQ(secret["secret"], true);
    EXPECT_EQ(secret["algorithm"], kind == "publisher" ? "Ed25519" : "X25519");
    EXPECT_EQ(open["kind"], kind);
    EXPECT_EQ(open["secret"], false);
    EXPECT_EQ(open["public"], secret["public"]);
    EXPECT_EQ(open["fingerprint"], secret["fingerprint"]);
  }
  EXPECT_THAT(satchel({"keys", "show", file("steward.key")}).output,
              HasSubstr("encrypted secret X25519 key of a steward"));
  EXPECT_EQ(shown("others.pem")["kind"], nullptr);
  EXPECT_EQ(shown("others.pem")["algorithm"], "X25519");
  expect_unusable({"keys", "new", file("steward"), "--kind", "steward"}, "is not replaced");
  expect_unusable({"keys", "new", file("x"), "--kind", "teacher"}, "`teacher` is no kind of key");
}

TEST_F(KeysVerbs, OnlyAPublisherSigns) {
  const std::string why = "is a steward's key, but a publisher's is needed here";
  expect_unusable({"sign", file("p.satchel"), "--key", file("steward.key"), "--class", "c",
                   "--sequence", "1", "-o", file("envelope")},
                  why);
  expect_unusable({"order", "erase", "--packages", "--key", file("steward.key"), "--sequence", "1",
                   "-o", file("order")},
                  why);
  expect_unusable({"keys", "rotate", file("steward.key"), "--to", file("y"), "--sequence", "1"},
                  why);
  expect_unusable({"kit", "provision", "--key", file("steward.pub"), "--class", "c", "--port",
                   "tcp:127.0.0.1:9"},
                  why);
  expect_unusable({"verify", file("p.satchel"), "--key", file("steward.pub")}, why);
  EXPECT_FALSE(fs::exists(file("envelope")));
}

// The package beside an envelope is any file: what counts is its digest.
TEST_F(KeysVerbs, AnEnvelopeIsVerifiedBesideItsPackage) {
  ASSERT_EQ(satchel({"sign", file("p.satchel"), "--key", file("publisher.key"), "--class", "c",
                     "--sequence", "1", "-o", file("its.envelope")})
                .exit_code,
            0);
  const auto verified_beside = [&](const std::string& package) {
    return satchel({"verify", file("its.envelope"), "--key", file("publisher.pub"), "--package",
                    file(package)});
  };
  EXPECT_EQ(verified_beside("p.satchel").exit_code, 0);
  std::vector<std::uint8_t> bytes = read_file(file("p.satchel"));
  bytes.resize(bytes.size() / 2);
  write_file_atomically(file("half"), bytes);
  const ProcessResult half = verified_beside("half");
  EXPECT_EQ(half.exit_code, static_cast<int>(Exit::kRefused));
  EXPECT_THAT(half.output, HasSubstr("the package is not the one that its manifest names"));
  EXPECT_EQ(verified_beside("missing").exit_code, kUnusable);
}

TEST_F(KeysVerbs, AnOrderIsShownInWords) {
  ASSERT_EQ(satchel({"order",
                     "settings",
                     "--key",
                     file("publisher.key"),
                     "--sequence",
                     "7",
                     "--class",
                     "corridor",
                     "--telemetry",
                     "learning",
                     "--epsilon",
                     "0.5",
                     "--term",
                     "3",
                     "--school-class",
                     "4b",
                     "--service-key",
                     file("service.pub"),
                     "--steward-key",
                     file("steward.pub"),
                     "--samples",
                     "2",
                     "--purpose",
                     "accents",
                     "-o",
                     file("shown.order")})
                .exit_code,
            0);
  const auto show = [&](Words more) {
    more.insert(more.begin(), {"order", "show", file("shown.order")});
    return satchel(more);
  };
  const json said = json::parse(show({"--json", "--key", file("publisher.pub")}).output);
  EXPECT_EQ(said["kind"], "settings");
  EXPECT_EQ(said["sequence"], 7);
  EXPECT_EQ(said["signed_by"], shown("publisher.pub")["fingerprint"]);
  EXPECT_EQ(said["telemetry"], "learning");
  EXPECT_EQ(said["epsilon"], 0.5);
  EXPECT_EQ(said["ledger_cap"], 40.0);
  EXPECT_EQ(said["term"], 3);
  EXPECT_EQ(said["school_class"], "4b");
  EXPECT_EQ(said["service_key"], shown("service.pub")["fingerprint"]);
  EXPECT_EQ(said["steward_key"], shown("steward.pub")["fingerprint"]);
  EXPECT_EQ(said["samples"], 2);
  EXPECT_EQ(said["purposes"], json({"accents"}));
  EXPECT_EQ(said["class_id"].get<std::string>().size(), 36u);
  const ProcessResult unchecked = show({});
  EXPECT_EQ(unchecked.exit_code, 0);
  EXPECT_THAT(unchecked.output, HasSubstr("signature not checked"));
  EXPECT_THAT(unchecked.output, HasSubstr("0.5 a day"));

  std::vector<std::uint8_t> bytes = read_file(file("shown.order"));
  bytes.back() ^= 1;
  write_file_atomically(file("shown.order"), bytes);
  EXPECT_EQ(show({"--key", file("publisher.pub")}).exit_code, static_cast<int>(Exit::kRefused));
  expect_unusable({"order", "show", file("p.satchel")}, "is no order");
}

TEST_F(KeysVerbs, SettingsTakeTheKeyThatBelongsThere) {
  expect_unusable(settings({"--steward-key", file("publisher.pub")}),
                  "is a publisher's key, but a steward's is needed here");
  expect_unusable(settings({"--service-key", file("publisher.pub")}),
                  "is a publisher's key, but a service's is needed here");
  expect_unusable(settings({"--steward-key", file("service.pub")}),
                  "is a service's key, but a steward's is needed here");
  expect_unusable(settings({"--service-key", file("steward.key")}), "is the secret half of a key");
  expect_unusable(settings({"--steward-key", file("nothing.pub")}), "cannot read");
  EXPECT_FALSE(fs::exists(file("order")));

  // The .pub file, its digits and another program's PEM come to the same.
  std::vector<std::vector<std::uint8_t>> orders;
  for (const std::string& key :
       {file("steward.pub"), shown("steward.pub")["public"].get<std::string>()}) {
    const ProcessResult made = satchel(settings({"--steward-key", key}));
    ASSERT_EQ(made.exit_code, 0) << made.errors;
    orders.push_back(read_file(file("order")));
  }
  EXPECT_EQ(orders[0], orders[1]);
  for (const char* option : {"--steward-key", "--service-key"}) {
    EXPECT_EQ(satchel(settings({option, file("others.pem")})).exit_code, 0);
  }
}

}  // namespace
}  // namespace satchel
