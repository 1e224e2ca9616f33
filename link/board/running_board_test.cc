#include "link/board/running_board.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <set>
#include <thread>

#include "base/error.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// The sockets of boards below a folder for temporary files.
std::set<fs::path> lines_below(const fs::path& folder) {
  std::set<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().filename() == "line") found.insert(entry.path());
  }
  return found;
}

bool answers(const fs::path& line) {
  try {
    open_unix(line);
    return true;
  } catch (const Error&) {
    return false;
  }
}

template <class Condition>
bool soon(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

class BoardsOfAProgram : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const auto known = known_boards();
    if (std::find(known.begin(), known.end(), GetParam()) == known.end()) {
      GTEST_SKIP() << GetParam() << " is not built";
    }
  }
};

// A program with two boards, until it is killed.
[[noreturn]] void start_two_and_wait(const std::string& name, const fs::path& temporary) {
  try {
    setenv("TMPDIR", temporary.c_str(), 1);
    RunningBoard first(find_board(name), "bench", {});
    RunningBoard second(find_board(name), "bench", {});
    first.connect();
    second.connect();
    for (;;) pause();
  } catch (const Error&) {
    _exit(1);
  }
}

// Two at once do not meet, and both are gone when the program that started them is killed.
TEST_P(BoardsOfAProgram, AreTheirOwnAndDieWithIt) {
  const TemporaryFolder folder;
  const pid_t child = fork();
  if (child == 0) start_two_and_wait(GetParam(), folder.path());
  ASSERT_GT(child, 0);
  std::set<fs::path> lines;
  EXPECT_TRUE(soon([&] { return (lines = lines_below(folder.path())).size() == 2; }));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  for (const fs::path& line : lines) EXPECT_TRUE(soon([&] { return !answers(line); })) << line;
}

INSTANTIATE_TEST_SUITE_P(All, BoardsOfAProgram, ::testing::Values("linux", "mps2_m4", "rv32_virt"),
                         [](const auto& board) { return std::string(board.param); });

std::string failure(const BoardProfile& profile, const std::string& program) {
  try {
    RunningBoard board(profile, program, {});
    board.connect();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), Exit::kUnavailable);
    return std::string(error.what()) + ". " + error.hint();
  }
  ADD_FAILURE() << "it runs";
  return {};
}

TEST(RunningBoard, AnImageThatIsNotThereIsSaid) {
  EXPECT_THAT(failure(find_board("linux"), "no_such_program"), HasSubstr("no_such_program"));
}

TEST(RunningBoard, AnEmulatorThatIsNotInstalledIsNamed) {
  BoardProfile profile = find_board("linux");
  profile.command[0] = "qemu-system-of-another-world";
  EXPECT_THAT(failure(profile, "bench"),
              testing::AllOf(HasSubstr("the board linux needs qemu-system-of-another-world"),
                             HasSubstr("tools/install boards")));
}

TEST(RunningBoard, ABoardThatEndsAtOnceIsSaidWithItsWords) {
  BoardProfile profile = find_board("linux");
  profile.command = {"sh", "-c", "echo no flash here >&2; exit 3"};
  EXPECT_THAT(failure(profile, "bench"),
              testing::AllOf(HasSubstr("the board linux ended"), HasSubstr("no flash here")));
}

std::string flash_refusal(const fs::path& flash) {
  try {
    RunningBoard board(find_board("linux"), "kit", flash);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

TEST(RunningBoard, ItsFlashIsItsOwnAndNoOtherFileIsTakenForOne) {
  const TemporaryFolder folder;
  const fs::path letter = folder.path() / "letter";
  write_file_atomically(letter, std::string_view("dear parents"));
  EXPECT_THAT(flash_refusal(letter), HasSubstr("is no flash of linux: it has 12 bytes"));
  EXPECT_EQ(fs::file_size(letter), 12u);
  const fs::path flash = folder.path() / "flash";
  {
    RunningBoard board(find_board("linux"), "kit", flash);
    EXPECT_THAT(flash_refusal(flash), HasSubstr("is the flash of a board that runs"));
  }
  EXPECT_EQ(flash_refusal(flash), "");
}

TEST(FindBoard, AnUnknownBoardIsRefusedWithThoseThatAreThere) {
  try {
    find_board("mps3");
    FAIL() << "there is none";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), Exit::kUnavailable);
    EXPECT_THAT(error.what(), HasSubstr("mps3"));
    EXPECT_THAT(error.hint(), HasSubstr("linux"));
  }
}

}  // namespace
}  // namespace satchel
