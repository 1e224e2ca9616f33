// A bench whose board somebody else started: it hangs on a line, and a person presses its button.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "base/error.h"
#include "core/package/view.h"
#include "link/board/line_bridge.h"
#include "link/client/bench.h"
#include "link/testing/publisher.h"

namespace satchel {
namespace {

using testing::HasSubstr;
using testing_support::Bytes;
using testing_support::lesson_package;

// A board behind TCP, as long as the object. The thread that starts a board has to outlive it.
class BoardOnALine {
 public:
  explicit BoardOnALine(const char* image) : bridge_(LineBridge::on_tcp(0)) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw Error(Exit::kFailed, "no pipe");
    reading_ = UniqueFd(ends[0]);
    writing_ = UniqueFd(ends[1]);
    thread_ = std::thread([this, image] {
      RunningBoard board(find_board("linux"), image, {});
      board.connect();
      board_ = &board;
      bridge_->serve(board, reading_.get());
      board_ = nullptr;
    });
  }
  ~BoardOnALine() {
    writing_.close();
    thread_.join();
  }
  // How a bench meets it; the button is pressed whenever somebody waits for it.
  BenchOptions options() {
    BenchOptions options;
    options.port = bridge_->address();
    options.button.ask_every = std::chrono::milliseconds(50);
    options.button.waiting = [this](std::chrono::milliseconds) {
      ++asked_;
      if (RunningBoard* board = board_) board->hand().press();
    };
    return options;
  }
  int asked() const { return asked_; }

 private:
  std::unique_ptr<LineBridge> bridge_;
  UniqueFd reading_, writing_;
  std::atomic<RunningBoard*> board_ = nullptr;
  std::atomic<int> asked_ = 0;
  std::thread thread_;
};

void expect_golden_outputs(Bench& bench, const Bytes& package) {
  PackageView view;
  ASSERT_TRUE(PackageView::open(package.data(), static_cast<uint32_t>(package.size()), &view).ok());
  ASSERT_GT(view.golden_count(), 0u);
  satchel::Bytes input, output;
  view.golden(0, &input, &output);
  EXPECT_EQ(bench.infer({input.data, input.size}).outputs,
            Bytes(output.data, output.data + output.size));
}

TEST(BenchAtAPort, RunsPackagesOnABoardThatSomebodyElseStarted) {
  BoardOnALine line("bench");
  const Bytes first = lesson_package("words", Target::kHost, 1, 4000);
  const Bytes other = lesson_package("swing", Target::kHost, 2, 3000);
  {
    Bench bench(find_board("linux"), line.options());
    EXPECT_EQ(bench.install(first), first.size());
    EXPECT_GE(line.asked(), 1) << "it was given to somebody without its button";
    expect_golden_outputs(bench, first);
  }
  // The board goes on when a bench leaves; one that finds what it wants there asks nobody.
  const int asked = line.asked();
  Bench bench(find_board("linux"), line.options());
  EXPECT_EQ(bench.install(first), 0u);
  EXPECT_EQ(line.asked(), asked);
  EXPECT_EQ(bench.install(other), other.size());
  EXPECT_GT(line.asked(), asked);
  expect_golden_outputs(bench, other);
}

TEST(BenchAtAPort, SaysWhichBoardAnswers) {
  BoardOnALine line("bench");
  BoardProfile wanted = find_board("linux");
  wanted.name = "my_board";
  try {
    Bench bench(wanted, line.options());
    FAIL() << "another board was taken for it";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), Exit::kUnavailable);
    EXPECT_THAT(error.what(), HasSubstr("my_board"));
    EXPECT_THAT(error.what(), HasSubstr("linux"));
  }
}

TEST(BenchAtAPort, SaysThatAKitIsNoBench) {
  BoardOnALine line("kit");
  try {
    Bench bench(find_board("linux"), line.options());
    FAIL() << "a kit answered as a bench";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), Exit::kRefused);
    EXPECT_THAT(error.what(), HasSubstr("kit's image"));
  }
}

TEST(BenchAtAPort, DoesNotWaitForEverForTheButton) {
  BoardOnALine line("bench");
  BenchOptions options = line.options();
  options.button.waiting = {};
  options.button.most = std::chrono::milliseconds(300);
  Bench bench(find_board("linux"), options);
  try {
    bench.install(lesson_package("words", Target::kHost, 1, 4000));
    FAIL() << "nobody pressed";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), Exit::kRefused);
    EXPECT_THAT(error.what(), HasSubstr("button"));
  }
}

}  // namespace
}  // namespace satchel
