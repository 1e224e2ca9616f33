// Recordings of every kind, good and bad, through the verbs that read them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "base/process.h"
#include "cli/wav_file.h"
#include "compiler/testing/loudness.h"

namespace satchel {
namespace {

using testing::HasSubstr;
using Json = nlohmann::json;

constexpr int kUnusable = static_cast<int>(Exit::kUnusable);

// A second of noise in which every sample has `bytes` bytes.
std::string noise(int rate, int channels, int bytes) {
  std::string samples;
  std::uint32_t state = 1;
  for (int i = 0; i < rate * channels * bytes; ++i) {
    state = state * 1664525u + 1013904223u;
    samples += static_cast<char>(state >> 24);
  }
  return samples;
}

class Recordings : public testing::Test {
 protected:
  Recordings() { write_trained_model(out(), loudness_model()); }

  std::filesystem::path out() const { return folder_.path() / "out"; }
  std::filesystem::path data() const { return folder_.path() / "data"; }
  std::string add(const std::string& name, const std::string& bytes) {
    write_file_atomically(data() / "loud" / name, bytes);
    return data() / "loud" / name;
  }
  void add_good_ones() {
    add("a__0.wav", wav_file(noise(16000, 2, 2), 16000, 2));
    add("b__0.wav", wav_file(noise(16000, 1, 1), 16000, 1, 8));
    add("c__0.wav", wav_file(noise(96000, 1, 2), 96000, 1));
  }
  ProcessResult satchel(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), SATCHEL_PROGRAM);
    return run_process(arguments);
  }
  ProcessResult run(const std::string& clip) {
    return satchel({"run", out(), "--board", "linux", clip, "--json"});
  }

  TemporaryFolder folder_;
};

TEST_F(Recordings, StereoEightBitAnd96KilohertzAreHeard) {
  add_good_ones();
  const ProcessResult result =
      satchel({"evaluate", out(), "--data", data(), "--split", "all", "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const Json answer = Json::parse(result.output);
  EXPECT_EQ(answer["clips"], 3);
  EXPECT_EQ(answer["accuracy"], 1);

  const Json checked = Json::parse(satchel({"data", "check", data(), "--json"}).output);
  EXPECT_EQ(checked["clips"], 3);
  EXPECT_TRUE(checked["undecodable"].empty());
}

TEST_F(Recordings, WhatIsNoRecordingIsNamedByEveryVerb) {
  add_good_ones();
  const std::vector<std::pair<std::string, const char*>> bad = {
      {"", "is empty"},
      {"this is not audio at all, but it is long enough", "is not audio"},
      {wav_file("", 16000, 1), "holds no samples"}};
  for (const auto& [bytes, what] : bad) {
    add("d__0.wav", bytes);
    const ProcessResult evaluated =
        satchel({"evaluate", out(), "--data", data(), "--split", "all"});
    EXPECT_EQ(evaluated.exit_code, kUnusable) << what;
    EXPECT_EQ(evaluated.output, "");
    EXPECT_THAT(evaluated.errors, HasSubstr(std::string("d__0.wav: ") + what));
    const Json checked = Json::parse(satchel({"data", "check", data(), "--json"}).output);
    ASSERT_EQ(checked["undecodable"].size(), 1u) << what;
    EXPECT_THAT(checked["undecodable"][0]["what"].get<std::string>(), HasSubstr(what));
  }
}

TEST_F(Recordings, ABoardHearsThemToo) {
  const ProcessResult stereo = run(add("a__0.wav", wav_file(noise(16000, 2, 2), 16000, 2)));
  if (stereo.exit_code == static_cast<int>(Exit::kUnavailable)) GTEST_SKIP() << stereo.errors;
  ASSERT_EQ(stereo.exit_code, 0) << stereo.errors;
  EXPECT_EQ(Json::parse(stereo.output)["clips"][0]["decision"], "loud");
  const ProcessResult empty = run(add("b__0.wav", ""));
  EXPECT_EQ(empty.exit_code, kUnusable);
  EXPECT_THAT(empty.errors, HasSubstr("b__0.wav: is empty"));
}

}  // namespace
}  // namespace satchel
