// The verbs run and infer with boards, as a person meets them: answers beside the host's, and what
// is said when a board, a package or a recording is not the right one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "base/process.h"
#include "cli/wav_file.h"
#include "compiler/import/trained.h"
#include "compiler/testing/loudness.h"
#include "link/board/profile.h"

namespace satchel {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr int kUnusable = static_cast<int>(Exit::kUnusable);
constexpr int kRefused = static_cast<int>(Exit::kRefused);
constexpr int kUnavailable = static_cast<int>(Exit::kUnavailable);

bool is_built(const std::string& board) {
  const auto known = known_boards();
  return std::find(known.begin(), known.end(), board) != known.end();
}

std::string a_second_of_noise() {
  std::string bytes(32000, '\0');
  std::uint32_t state = 1;
  for (char& byte : bytes) {
    state = state * 1664525u + 1013904223u;
    byte = static_cast<char>(state >> 24);
  }
  return bytes;
}

class Run : public ::testing::Test {
 protected:
  Run() {
    write_trained_model(out(), loudness_model());
    write_file_atomically(file("loud.wav"), wav_file(a_second_of_noise(), 16000, 1));
    write_file_atomically(file("silence.wav"), wav_file(std::string(32000, '\0'), 16000, 1));
    // What a phone or a sound card may leave: stereo, 44.1 kHz, shorter than the window.
    write_file_atomically(file("other.wav"), wav_file(std::string(4 * 30000, '\1'), 44100, 2));
  }

  std::string out() const { return file("out"); }
  std::string file(const std::string& name) const { return (folder_.path() / name).string(); }

  ProcessResult satchel(std::vector<std::string> arguments, const std::string& boards = {}) const {
    arguments.insert(arguments.begin(), SATCHEL_PROGRAM);
    RunOptions options;
    if (!boards.empty()) options.environment = {{"SATCHEL_BOARDS", boards}};
    return run_process(arguments, options);
  }

  // Makes a board of our own under boards/: the profile of `like`, changed.
  std::string board_like(const std::string& like, const std::string& from, const std::string& to) {
    const std::filesystem::path image = find_board(like).image;
    std::string profile = read_text_file(image / "board.toml");
    for (size_t at = 0; (at = profile.find(from, at)) != std::string::npos; at += to.size()) {
      profile.replace(at, from.size(), to);
    }
    const std::filesystem::path folder = folder_.path() / "boards" / like;
    write_file_atomically(folder / "board.toml", profile);
    for (const auto& entry : std::filesystem::directory_iterator(image)) {
      if (entry.path().filename() == "board.toml") continue;
      std::filesystem::copy_file(entry.path(), folder / entry.path().filename());
    }
    return file("boards");
  }

 private:
  TemporaryFolder folder_;
};

class RunOnBoard : public Run, public ::testing::WithParamInterface<const char*> {};

TEST_P(RunOnBoard, AnswersAreTheHosts) {
  const std::string board = GetParam();
  if (!is_built(board)) GTEST_SKIP() << board << " is not built";
  const ProcessResult result = satchel({"run", out(), "--board", board, file("loud.wav"),
                                        file("silence.wav"), file("other.wav"), "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto json = nlohmann::json::parse(result.output);
  EXPECT_EQ(json["board"], board);
  ASSERT_EQ(json["clips"].size(), 3u);
  EXPECT_EQ(json["clips"][0]["file"], file("loud.wav"));
  EXPECT_EQ(json["clips"][0]["decision"], "loud");
  EXPECT_EQ(json["clips"][1]["decision"], nullptr);
  for (const auto& clip : json["clips"]) EXPECT_EQ(clip["equal"], true) << clip;
  EXPECT_GT(json["arena_bytes"], 0);
  const auto& clip = json["clips"][0];
  if (board == "linux") {
    EXPECT_EQ(clip["noisy"], true);
    EXPECT_GT(clip["nanoseconds"]["inference"], 0);
    return;
  }
  EXPECT_GT(clip["instructions"]["features"], 100000);
  EXPECT_GT(clip["instructions"]["inference"], 1000);
  // The network's steps do not depend on what it hears, but for a few of its last one.
  EXPECT_NEAR(clip["instructions"]["inference"].get<double>(),
              json["clips"][1]["instructions"]["inference"].get<double>(), 50);
  EXPECT_GT(json["stack_peak"], 0);
  EXPECT_GT(json["flash_bytes"], json["firmware_bytes"]);
}

INSTANTIATE_TEST_SUITE_P(Boards, RunOnBoard,
                         ::testing::Values("linux", "mps2_m4", "mps2_m3", "rv32_virt"),
                         [](const auto& board) { return std::string(board.param); });

TEST_F(Run, APackageRunsOnTheBoardsOfItsTargetAlone) {
  ASSERT_EQ(satchel({"compile", out(), "--target", "host", "-o", file("p.satchel")}).exit_code, 0);
  EXPECT_EQ(satchel({"run", file("p.satchel"), "--board", "linux", file("loud.wav")}).exit_code, 0);
  ASSERT_EQ(satchel({"compile", out(), "--target", "m4", "-o", file("p.satchel")}).exit_code, 0);
  const ProcessResult other =
      satchel({"run", file("p.satchel"), "--board", "linux", file("loud.wav")});
  EXPECT_EQ(other.exit_code, kRefused);
  EXPECT_THAT(other.errors, HasSubstr("compiled for m4, not for host"));
}

TEST_F(Run, TheBoardKeepsThePackageInItsFlash) {
  if (!is_built("mps2_m4")) GTEST_SKIP() << "mps2_m4 is not built";
  const auto sent = [&] {
    const ProcessResult result = satchel(
        {"run", out(), "--board", "mps2_m4", file("loud.wav"), "--flash", file("flash"), "--json"});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    return nlohmann::json::parse(result.output)["sent_bytes"].get<std::size_t>();
  };
  EXPECT_GT(sent(), 0u);
  EXPECT_EQ(sent(), 0u) << "the emulator was killed, but the package is there";
}

TEST_F(Run, WhatIsNoSoundIsRefusedByName) {
  write_file_atomically(file("words.wav"), std::string_view("these are words"));
  write_file_atomically(file("empty.wav"), std::string_view());
  for (const char* name : {"words.wav", "empty.wav", "absent.wav"}) {
    const ProcessResult result = satchel({"run", out(), "--board", "linux", file(name)});
    EXPECT_THAT(result.exit_code, testing::AnyOf(kUnusable, kRefused)) << name;
    EXPECT_THAT(result.errors, HasSubstr(name));
  }
}

TEST_F(Run, AnUnknownBoardIsNamedWithTheOthers) {
  const ProcessResult result = satchel({"run", out(), "--board", "mps2_m44"});
  EXPECT_EQ(result.exit_code, kUnavailable);
  EXPECT_THAT(result.errors, AllOf(HasSubstr("mps2_m44"), HasSubstr("linux")));
}

// A processor that never starts: its line is there, and nobody answers.
TEST_F(Run, ABoardThatDoesNotAnswerIsNamed) {
  if (!is_built("mps2_m4")) GTEST_SKIP() << "mps2_m4 is not built";
  const std::string boards = board_like("mps2_m4", "\"-kernel\"", "\"-S\", \"-kernel\"");
  const ProcessResult result = satchel({"run", out(), "--board", "mps2_m4"}, boards);
  EXPECT_EQ(result.exit_code, kUnavailable);
  EXPECT_THAT(result.errors,
              AllOf(HasSubstr("the board mps2_m4 does not answer"), HasSubstr("Reset it")));
}

TEST_F(Run, AnEmulatorThatDoesNotStartIsSaidWithItsWords) {
  if (!is_built("mps2_m4")) GTEST_SKIP() << "mps2_m4 is not built";
  const std::string boards = board_like("mps2_m4", "mps2-an386,", "no-such-machine,");
  const ProcessResult result = satchel({"run", out(), "--board", "mps2_m4"}, boards);
  EXPECT_EQ(result.exit_code, kUnavailable);
  EXPECT_THAT(result.errors,
              AllOf(HasSubstr("the board mps2_m4 ended"), HasSubstr("unsupported machine")));
}

TEST_F(Run, InferWantsAFileForEachInput) {
  ASSERT_EQ(satchel({"compile", out(), "--target", "host", "-o", file("p.satchel")}).exit_code, 0);
  write_file_atomically(file("in.bin"), std::string_view("123"));
  const ProcessResult two = satchel({"infer", file("p.satchel"), file("in.bin"), file("in.bin")});
  EXPECT_EQ(two.exit_code, kUnusable);
  EXPECT_THAT(two.errors, HasSubstr("takes 1 input, but 2 files were given"));
  EXPECT_EQ(satchel({"infer", file("p.satchel")}).exit_code, kUnusable);
  const ProcessResult absent = satchel({"infer", file("p.satchel"), file("absent.bin")});
  EXPECT_EQ(absent.exit_code, kUnusable);
  EXPECT_THAT(absent.errors, HasSubstr("absent.bin"));
  const ProcessResult short_one =
      satchel({"infer", file("p.satchel"), file("in.bin"), "-o", file("out.bin")});
  EXPECT_EQ(short_one.exit_code, kUnusable);
  EXPECT_THAT(short_one.errors, HasSubstr("but the file has 3"));
  EXPECT_FALSE(std::filesystem::exists(file("out.bin")));
}

}  // namespace
}  // namespace satchel
