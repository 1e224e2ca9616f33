#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/unique_fd.h"

namespace satchel {

// Child programs, started by argument list: no shell ever reads a name that came from outside.

// Where a standard stream of the child goes.
enum class Stream {
  kInherit,  // where ours goes
  kNull,     // nowhere; reads find the end at once
  kPipe,     // to us
};

struct SpawnOptions {
  Stream input = Stream::kNull;
  Stream output = Stream::kInherit;
  Stream errors = Stream::kInherit;
  std::filesystem::path directory;                               // empty: ours
  std::vector<std::pair<std::string, std::string>> environment;  // added to ours
  // In a process group of its own, a Ctrl-C at the terminal reaches only us, and the destructor
  // decides.
  bool own_group = false;
};

// A running child. The destructor kills and reaps it: nothing outlives the object. Not thread-safe.
class Process {
 public:
  // `argv[0]` is a path, or a name that is looked up on PATH. Throws Exit::kUnavailable when there
  // is no such program.
  explicit Process(const std::vector<std::string>& argv, const SpawnOptions& options = {});
  ~Process();
  Process(Process&& other) noexcept;
  Process& operator=(Process&&) = delete;

  pid_t pid() const { return pid_; }
  // Our ends of the pipes; invalid unless the stream is kPipe. Closing input() shows the child its
  // end. A write to a child that is gone fails with EPIPE: SIGPIPE is ignored once a child has had
  // a pipe for input.
  UniqueFd& input() { return input_; }
  UniqueFd& output() { return output_; }
  UniqueFd& errors() { return errors_; }

  // Waits; the exit code is 128 + n when signal n ended it. Empty when it still runs after
  // `timeout`.
  int wait();
  std::optional<int> wait_for(std::chrono::milliseconds timeout);
  // SIGTERM, then SIGKILL after `grace`; reaps it.
  void stop(std::chrono::milliseconds grace = std::chrono::seconds(2));
  void signal(int number);

 private:
  pid_t pid_ = -1;
  bool own_group_ = false;
  std::optional<int> exit_code_;
  UniqueFd input_, output_, errors_;
};

struct ProcessResult {
  int exit_code = 0;
  std::string output;
  std::string errors;
};

struct RunOptions {
  std::string_view input;                  // given to its standard input
  std::chrono::milliseconds timeout{0};    // 0: no limit
  std::uint64_t output_limit = 256 << 20;  // bytes of output and errors together
  std::filesystem::path directory;
  std::vector<std::pair<std::string, std::string>> environment;
};

// Runs a child to its end and collects what it prints. Its exit code is for the caller to judge.
// Throws Exit::kUnavailable when there is no such program, Exit::kFailed when it exceeds a limit
// (it is killed then).
ProcessResult run_process(const std::vector<std::string>& argv, const RunOptions& options = {});

// Whether `name` is a program on PATH.
bool program_exists(const std::string& name);

// The folder of the running executable: helpers are found beside it.
std::filesystem::path program_folder();

}  // namespace satchel
