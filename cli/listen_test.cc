// The verb listen as people meet it: sound through a pipe, decisions out.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/error.h"
#include "base/file.h"
#include "base/process.h"
#include "cli/wav_file.h"
#include "compiler/testing/loudness.h"
#include "link/board/profile.h"

namespace satchel {
namespace {

using testing::HasSubstr;

// Seconds 3 to 4.5 are noise, everything else is silence.
std::string pcm_with_noise() {
  std::string bytes(2 * 16000 * 7, '\0');
  std::uint32_t state = 1;
  for (std::size_t i = 3 * 16000; i < 9 * 8000; ++i) {
    state = state * 1664525u + 1013904223u;
    const std::int16_t sample = static_cast<std::int16_t>(state >> 16) / 4;
    std::memcpy(&bytes[2 * i], &sample, 2);
  }
  return bytes;
}

class Listen : public testing::Test {
 protected:
  Listen() { write_trained_model(folder_.path(), loudness_model()); }

  ProcessResult listen(const std::string& sound, std::vector<std::string> more = {}) {
    std::vector<std::string> argv = {SATCHEL_PROGRAM, "listen", folder_.path().string()};
    argv.insert(argv.end(), more.begin(), more.end());
    RunOptions options;
    options.input = sound;
    return run_process(argv, options);
  }

  TemporaryFolder folder_;
};

TEST_F(Listen, HearsTheOneLoudPlace) {
  const ProcessResult result = listen(pcm_with_noise(), {"--json"});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  std::istringstream lines(result.output);
  std::string line;
  ASSERT_TRUE(std::getline(lines, line)) << result.errors;
  const auto heard = nlohmann::json::parse(line);
  EXPECT_EQ(heard["label"], "loud");
  EXPECT_GT(heard["time"], 3.0);
  EXPECT_LT(heard["time"], 4.6);
  EXPECT_GE(heard["confidence"], 0.9);
  EXPECT_FALSE(std::getline(lines, line)) << "a second hit: " << line;
  EXPECT_THAT(result.errors, HasSubstr("heard 1 in 7.0 s of sound"));
}

TEST_F(Listen, AWavHeaderAndPiecesChangeNothing) {
  const std::string raw = listen(pcm_with_noise(), {"--json", "--windows"}).output;
  EXPECT_EQ(listen(wav_file(pcm_with_noise(), 16000, 1), {"--json", "--windows"}).output, raw);
  const std::string sound = pcm_with_noise();
  RunOptions options;
  options.input = sound;
  // Odd pieces: half samples have to find their other half.
  const ProcessResult pieces =
      run_process({"sh", "-c", "dd bs=4097 2>/dev/null | \"$0\" listen \"$1\" --json --windows",
                   SATCHEL_PROGRAM, folder_.path().string()},
                  options);
  EXPECT_EQ(pieces.output, raw);
  EXPECT_THAT(raw, HasSubstr("\"fired\":false"));
}

TEST_F(Listen, ABoardHearsTheSame) {
  const std::vector<std::string> boards = known_boards();
  if (std::find(boards.begin(), boards.end(), "mps2_m4") == boards.end()) {
    GTEST_SKIP() << "the firmware of mps2_m4 is not built";
  }
  const std::string sound = pcm_with_noise();
  const ProcessResult board = listen(sound, {"--json", "--windows", "--board", "mps2_m4"});
  EXPECT_EQ(board.exit_code, 0) << board.errors;
  EXPECT_EQ(board.output, listen(sound, {"--json", "--windows"}).output);
}

TEST_F(Listen, ABoardThatIsNotThereIsNamed) {
  const ProcessResult result = listen("", {"--board", "no_such_board"});
  EXPECT_EQ(result.exit_code, static_cast<int>(Exit::kUnavailable));
  EXPECT_THAT(result.errors, HasSubstr("no_such_board"));
}

TEST_F(Listen, RefusesOtherSoundWithTheCommandThatConvertsIt) {
  const ProcessResult stereo = listen(wav_file(pcm_with_noise(), 16000, 2));
  EXPECT_EQ(stereo.exit_code, static_cast<int>(Exit::kRefused));
  EXPECT_THAT(stereo.errors, HasSubstr("has 2 channels, not one"));
  EXPECT_THAT(stereo.errors, HasSubstr("sox"));
  EXPECT_THAT(listen(wav_file("", 96000, 1)).errors,
              HasSubstr("96000 samples a second, not 16000"));
  EXPECT_THAT(listen(wav_file("", 16000, 1).substr(0, 20)).errors,
              HasSubstr("ends before its samples"));
}

TEST_F(Listen, WithoutAMicrophoneItSaysWhatToDo) {
  const ProcessResult result = listen("", {"--device", "no_such_microphone"});
  EXPECT_EQ(result.exit_code, static_cast<int>(Exit::kUnavailable));
  EXPECT_THAT(result.errors, testing::AnyOf(HasSubstr("no sound from a microphone"),
                                            HasSubstr("arecord, which is not installed")));
  EXPECT_THAT(result.errors, HasSubstr("standard input"));
}

TEST_F(Listen, APackageThatTakesTensorsOnlyIsRefused) {
  TrainedModel model = loudness_model();
  model.front_end.clear();
  write_trained_model(folder_.path(), model);
  const ProcessResult result = listen(pcm_with_noise());
  EXPECT_EQ(result.exit_code, static_cast<int>(Exit::kRefused));
  EXPECT_THAT(result.errors, HasSubstr("does not listen"));
}

}  // namespace
}  // namespace satchel
