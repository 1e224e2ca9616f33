// Every emulated board runs its test image (firmware/testing): the cases of core that the host runs
// through GoogleTest, and the board's own ports. One test here is one board; each case that fails
// there is a failure here, with its name.
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <set>
#include <sstream>
#include <string>

#include "base/error.h"
#include "core/dsp/dsp_cases.h"
#include "core/kernels/kernel_cases.h"
#include "link/board/running_board.h"

namespace satchel {
namespace {

using std::chrono::steady_clock;

// A single case takes a board seconds at most; a machine that does much else, a few more.
constexpr auto kSilence = std::chrono::seconds(180);

// Asks for the tests and reads until the last line is there, the board is silent or gone. The first
// byte may get lost while the board starts, so it is sent until something comes.
std::string run_tests(RunningBoard& board) {
  const std::unique_ptr<Port> port = board.connect();
  const std::array<uint8_t, 1> start = {'t'};
  std::string text;
  auto heard = steady_clock::now();
  while (text.find("\ndone ") == std::string::npos || text.back() != '\n') {
    if (steady_clock::now() - heard > kSilence) return text + "[and then nothing]";
    if (text.empty()) port->write(start);
    std::array<uint8_t, 4096> bytes;
    const size_t count = port->read(bytes, std::chrono::milliseconds(3000));
    if (count != 0) heard = steady_clock::now();
    text.append(reinterpret_cast<const char*>(bytes.data()), count);
  }
  return text;
}

// The cases that passed; what else the board said of a case is a failure.
std::set<std::string> passed_cases(const std::string& text) {
  std::set<std::string> passed;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const size_t dot = line.find('.');
    const size_t space = line.find(' ');
    if (dot == std::string::npos || space == std::string::npos || dot > space) continue;
    if (line.substr(space) == " pass") {
      passed.insert(line.substr(0, space));
    } else {
      ADD_FAILURE() << line;
    }
  }
  return passed;
}

class BoardTests : public ::testing::TestWithParam<const char*> {};

TEST_P(BoardTests, TheHostsCasesPassOnTheBoard) {
  BoardProfile profile;
  try {
    profile = find_board(GetParam());
  } catch (const Error& error) {
    GTEST_SKIP() << error.what() << ". " << error.hint();
  }
  RunningBoard board(profile, "tests", {});
  const std::string text = run_tests(board);
  const std::set<std::string> passed = passed_cases(text);
  const size_t cost = text.find("verification ");
  ASSERT_NE(cost, std::string::npos) << text;
  std::printf("%s: %s\n", GetParam(), text.substr(cost, text.find('\n', cost) - cost).c_str());
  for (const TestList* list : {&kKernelTests, &kDspTests}) {
    for (uint32_t i = 0; i < list->count; ++i) {
      const std::string name = std::string(list->name) + "." + list->cases[i].name;
      EXPECT_TRUE(passed.contains(name)) << name << " did not pass on " << profile.name;
    }
  }
  EXPECT_NE(text.find("\ndone " + std::to_string(passed.size()) + " 0\n"), std::string::npos)
      << text;
}

// Sends `word` until the board answers with a line that begins with `begin`; the line's rest. The
// board may be starting.
std::string ask(Port& port, char word, const std::string& begin) {
  const std::array<uint8_t, 1> request = {static_cast<uint8_t>(word)};
  std::string text;
  const auto end = steady_clock::now() + kSilence;
  while (steady_clock::now() < end) {
    port.write(request);
    std::array<uint8_t, 256> bytes;
    const size_t count = port.read(bytes, std::chrono::milliseconds(3000));
    text.append(reinterpret_cast<const char*>(bytes.data()), count);
    const size_t at = text.find(begin);
    const size_t line = at == std::string::npos ? at : text.find('\n', at);
    if (line == std::string::npos) continue;
    // The word may have been sent twice, and be answered twice.
    while (port.read(bytes, std::chrono::milliseconds(500)) != 0) {
    }
    return text.substr(at + begin.size(), line - at - begin.size());
  }
  return text + "[and then nothing]";
}

TEST_P(BoardTests, ABoardKnowsWhyItStarted) {
  BoardProfile profile;
  try {
    profile = find_board(GetParam());
  } catch (const Error& error) {
    GTEST_SKIP() << error.what() << ". " << error.hint();
  }
  profile.counting.clear();  // a watchdog runs by the machine's time, as a kit's does
  RunningBoard board(profile, "tests", {});
  const std::unique_ptr<Port> port = board.connect();
  EXPECT_EQ(ask(*port, 'c', "cause "), "power-on");
  port->write(std::array<uint8_t, 1>{'r'});
  EXPECT_EQ(ask(*port, 'c', "cause "), "reset");
  if (profile.name == "rv32_virt") {
    EXPECT_EQ(ask(*port, 'w', "no watchdog"), "");
    return;
  }
  EXPECT_EQ(ask(*port, 'w', "fed"), "") << "a watchdog that is fed does not reset";
  EXPECT_EQ(ask(*port, 'c', "cause "), "watchdog");
}

INSTANTIATE_TEST_SUITE_P(Emulated, BoardTests, ::testing::Values("mps2_m4", "mps2_m3", "rv32_virt"),
                         [](const auto& board) { return std::string(board.param); });

}  // namespace
}  // namespace satchel
