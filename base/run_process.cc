#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.h"
#include "base/process.h"

namespace satchel {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void throw_limit(const std::string& program, const std::string& what) {
  throw Error(Exit::kFailed, program + " " + what + " and was stopped",
              "Try again; if it happens again on an idle machine, run " + program + " by hand.");
}

// Moves bytes between us and the child until it closes both outputs. Never blocks on one stream
// while the child waits for another.
class Pump {
 public:
  Pump(Process& child, const std::string& program, const RunOptions& options, ProcessResult& result)
      : child_(child), program_(program), options_(options), result_(result), left_(options.input) {
    if (child.input().valid()) ::fcntl(child.input().get(), F_SETFL, O_NONBLOCK);
  }

  void run(Clock::time_point deadline, bool limited) {
    while (child_.output().valid() || child_.errors().valid()) {
      if (left_.empty()) child_.input().close();
      pollfd polled[3] = {{child_.input().get(), POLLOUT, 0},
                          {child_.output().get(), POLLIN, 0},
                          {child_.errors().get(), POLLIN, 0}};
      if (limited && Clock::now() >= deadline) throw_limit(program_, "did not end in time");
      if (::poll(polled, 3, limited ? 50 : -1) < 0) continue;
      if (polled[0].revents != 0) feed();
      if (polled[1].revents != 0) collect(child_.output(), result_.output);
      if (polled[2].revents != 0) collect(child_.errors(), result_.errors);
    }
  }

 private:
  void feed() {
    const ssize_t sent = ::write(child_.input().get(), left_.data(), left_.size());
    if (sent > 0) left_.remove_prefix(static_cast<std::size_t>(sent));
    // It may have read all it wants; that is no error of ours.
    if (sent < 0 && errno != EAGAIN && errno != EINTR) left_ = {};
  }

  void collect(UniqueFd& from, std::string& into) {
    char piece[65536];
    const ssize_t got = ::read(from.get(), piece, sizeof piece);
    if (got < 0 && errno == EINTR) return;
    if (got <= 0) return from.close();
    into.append(piece, static_cast<std::size_t>(got));
    if (result_.output.size() + result_.errors.size() > options_.output_limit) {
      throw_limit(program_,
                  "printed more than " + std::to_string(options_.output_limit) + " bytes");
    }
  }

  Process& child_;
  const std::string& program_;
  const RunOptions& options_;
  ProcessResult& result_;
  std::string_view left_;
};

}  // namespace

ProcessResult run_process(const std::vector<std::string>& argv, const RunOptions& options) {
  SpawnOptions spawn;
  spawn.input = options.input.empty() ? Stream::kNull : Stream::kPipe;
  spawn.output = spawn.errors = Stream::kPipe;
  spawn.directory = options.directory;
  spawn.environment = options.environment;
  const bool limited = options.timeout.count() > 0;
  const auto deadline = Clock::now() + options.timeout;
  Process child(argv, spawn);
  ProcessResult result;
  Pump(child, argv[0], options, result).run(deadline, limited);
  child.input().close();
  if (limited) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    if (!child.wait_for(left)) throw_limit(argv[0], "did not end in time");
  }
  result.exit_code = child.wait();
  return result;
}

}  // namespace satchel
