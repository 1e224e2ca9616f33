#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <memory>

#include "base/unique_fd.h"
#include "cli/kit/verbs.h"
#include "link/board/hand_control.h"
#include "link/board/line_bridge.h"
#include "link/board/profile.h"
#include "link/board/running_board.h"

namespace satchel {
namespace {

struct StartOptions {
  std::string board;
  std::string flash;
  int tcp = -1;
};

// Becomes readable with the first SIGTERM or SIGINT. There is one in a program.
class StopSignal {
 public:
  StopSignal() {
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
      throw Error(Exit::kFailed, "no pipe can be made");
    }
    reading_ = UniqueFd(ends[0]);
    writing_ = UniqueFd(ends[1]);
    writing_end = writing_.get();
    std::signal(SIGTERM, stop);
    std::signal(SIGINT, stop);
  }
  ~StopSignal() {
    std::signal(SIGTERM, SIG_DFL);
    std::signal(SIGINT, SIG_DFL);
  }
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  int descriptor() const { return reading_.get(); }

 private:
  static void stop(int) {
    const char byte = 0;
    [[maybe_unused]] const ssize_t written = ::write(writing_end, &byte, 1);
  }

  static inline volatile std::sig_atomic_t writing_end = -1;
  UniqueFd reading_, writing_;
};

void announce(const StartOptions& options, const std::string& address, bool json) {
  nlohmann::ordered_json line = {{"port", address}, {"board", options.board}, {"flash", nullptr}};
  if (!options.flash.empty()) line["flash"] = options.flash;
  const std::string text =
      json ? line.dump()
           : fmt::format("{} is at {} until you end this (Ctrl-C)", options.board, address);
  std::printf("%s\n", text.c_str());
  std::fflush(stdout);
}

Answer start(const StartOptions& options, bool json) {
  const StopSignal stop;
  const BoardProfile profile = find_board(options.board);
  const std::unique_ptr<LineBridge> bridge =
      options.tcp < 0 ? LineBridge::on_pty()
                      : LineBridge::on_tcp(static_cast<uint16_t>(options.tcp));
  RunningBoard board(profile, "kit", options.flash);
  board.connect();  // says what is wrong before anything is announced
  const HandControl control(bridge->address(), [&board] { board.hand().press(); });
  announce(options, bridge->address(), json);
  bridge->serve(board, stop.descriptor());
  return {};
}

}  // namespace

void add_kit_start(Verbs& verbs) {
  auto options = std::make_shared<StartOptions>();
  CLI::App& verb =
      verbs.add("kit start", "Run an emulated kit until SIGTERM, and say where it can be reached",
                [options](const CommonOptions& common) { return start(*options, common.json); });
  verb.add_option("--board", options->board, "mps2_m4, mps2_m3, rv32_virt or linux")->required();
  verb.add_option("--flash", options->flash,
                  "The file that is its flash, kept (else one that goes with it)");
  verb.add_option("--tcp", options->tcp,
                  "Reach it over TCP on this machine, 0 for a free port (else over a "
                  "pseudo-terminal)")
      ->check(CLI::Range(0, 65535));
}

}  // namespace satchel
