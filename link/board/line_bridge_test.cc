// An emulated board behind a pseudo-terminal and behind TCP, as other programs meet it, and the
// button that only its owner's programs press.
#include "link/board/line_bridge.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <thread>

#include "base/error.h"
#include "base/file.h"
#include "link/board/hand_control.h"
#include "link/client/smp_client.h"

namespace satchel {
namespace {

using testing::HasSubstr;

constexpr SmpOptions kOptions = {std::chrono::milliseconds(300), std::chrono::seconds(10)};

// A board that is served until the object goes. The thread that starts a board has to outlive it.
class Served {
 public:
  explicit Served(std::unique_ptr<LineBridge> bridge) : bridge_(std::move(bridge)) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) std::abort();
    reading_ = UniqueFd(ends[0]);
    writing_ = UniqueFd(ends[1]);
    thread_ = std::thread([this] {
      RunningBoard board(find_board("linux"), "bench", {});
      bridge_->serve(board, reading_.get());
    });
  }
  ~Served() {
    writing_.close();
    thread_.join();
  }
  const std::string& address() const { return bridge_->address(); }

 private:
  std::unique_ptr<LineBridge> bridge_;
  UniqueFd reading_, writing_;
  std::thread thread_;
};

std::string echo_at(const std::string& address, const std::string& text) {
  const std::unique_ptr<Port> port = open_port(address);
  return SmpClient(*port, kOptions).echo(text);
}

TEST(LineBridge, TcpServesOneClientAfterTheOther) {
  const Served board(LineBridge::on_tcp(0));
  EXPECT_THAT(board.address(), testing::StartsWith("tcp:127.0.0.1:"));
  for (const char* text : {"first", "second", "third"}) {
    EXPECT_EQ(echo_at(board.address(), text), text);
  }
}

TEST(LineBridge, AClientWaitsUntilTheOneBeforeHasLeft) {
  const Served board(LineBridge::on_tcp(0));
  std::unique_ptr<Port> first = open_port(board.address());
  EXPECT_EQ(SmpClient(*first, kOptions).echo("I was first"), "I was first");
  std::atomic<bool> answered = false;
  std::thread second([&] {
    EXPECT_EQ(echo_at(board.address(), "I wait"), "I wait");
    answered = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_FALSE(answered);
  EXPECT_EQ(SmpClient(*first, kOptions).echo("still"), "still");
  first.reset();
  second.join();
  EXPECT_TRUE(answered);
}

TEST(LineBridge, AClientThatLeftWhileItWaitedIsNotServed) {
  const Served board(LineBridge::on_tcp(0));
  std::unique_ptr<Port> first = open_port(board.address());
  EXPECT_EQ(SmpClient(*first, kOptions).echo("a"), "a");
  {
    // What it asks would stop the stream of whoever comes next, were it passed on.
    const std::unique_ptr<Port> hasty = open_port(board.address());
    const uint8_t half_a_line[] = {6, 9, 'A', 'A'};
    hasty->write(half_a_line);
  }
  first.reset();
  EXPECT_EQ(echo_at(board.address(), "b"), "b");
}

TEST(LineBridge, APseudoTerminalIsATtyForAnyClient) {
  const Served board(LineBridge::on_pty());
  struct stat facts = {};
  ASSERT_EQ(stat(board.address().c_str(), &facts), 0);
  EXPECT_TRUE(S_ISCHR(facts.st_mode));
  for (const char* text : {"first", "second"}) EXPECT_EQ(echo_at(board.address(), text), text);
}

TEST(LineBridge, ATakenPortIsSaid) {
  const std::unique_ptr<LineBridge> bridge = LineBridge::on_tcp(0);
  const std::string port = bridge->address().substr(bridge->address().rfind(':') + 1);
  try {
    LineBridge::on_tcp(static_cast<uint16_t>(std::stoi(port)));
    FAIL() << "two listen at one port";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), Exit::kUnavailable);
    EXPECT_THAT(error.what(), HasSubstr(port));
  }
}

class Control : public ::testing::Test {
 protected:
  Control() { setenv("XDG_RUNTIME_DIR", folder_.path().c_str(), 1); }
  ~Control() override { unsetenv("XDG_RUNTIME_DIR"); }

  TemporaryFolder folder_;
};

TEST_F(Control, PressesTheButtonOfTheKitAtAnAddress) {
  std::atomic<int> here = 0, there = 0;
  const HandControl one("tcp:127.0.0.1:4001", [&] { ++here; });
  const HandControl other("/dev/pts/999", [&] { ++there; });
  press_button("tcp:127.0.0.1:4001");
  press_button("tcp:localhost:4001");
  press_button("/dev/pts/999");
  EXPECT_EQ(here, 2);
  EXPECT_EQ(there, 1);
  EXPECT_THAT(started_kits(), testing::UnorderedElementsAre("tcp:127.0.0.1:4001", "/dev/pts/999"));
}

TEST_F(Control, NobodyElsesButtonIsPressed) {
  std::atomic<int> presses = 0;
  {
    const HandControl gone("tcp:127.0.0.1:4002", [&] { ++presses; });
  }
  for (const char* address : {"tcp:127.0.0.1:4002", "/dev/ttyACM0"}) {
    try {
      press_button(address);
      ADD_FAILURE() << address;
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), Exit::kUnusable);
      EXPECT_THAT(error.what(), HasSubstr("was not started by this program"));
    }
  }
  EXPECT_EQ(presses, 0);
  EXPECT_TRUE(started_kits().empty());
}

TEST_F(Control, IsForItsOwnerAlone) {
  const HandControl control("tcp:127.0.0.1:4003", [] {});
  struct stat facts = {};
  ASSERT_EQ(stat((folder_.path() / "satchel").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0700u);
  ASSERT_EQ(stat((folder_.path() / "satchel/tcp-127.0.0.1-4003.hand").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
}

TEST_F(Control, AFolderThatOthersMayEnterIsRefused) {
  std::filesystem::create_directory(folder_.path() / "satchel");
  chmod((folder_.path() / "satchel").c_str(), 0755);
  EXPECT_THROW(HandControl("tcp:127.0.0.1:4004", [] {}), Error);
}

}  // namespace
}  // namespace satchel
