#include "base/process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "base/error.h"

namespace satchel {
namespace {

using Clock = std::chrono::steady_clock;

struct Pipe {
  UniqueFd reader, writer;
};

Pipe make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    throw Error(Exit::kFailed, std::string("cannot make a pipe: ") + std::strerror(errno));
  }
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

// posix_spawn's two structures, which must be destroyed.
struct SpawnPlan {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  SpawnPlan() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  // Plans one standard stream of the child; returns our end, and keeps the child's in `theirs`
  // until it started.
  UniqueFd plan_stream(int number, Stream stream, std::vector<UniqueFd>& theirs) {
    if (stream == Stream::kInherit) return UniqueFd();
    if (stream == Stream::kNull) {
      posix_spawn_file_actions_addopen(&actions, number, "/dev/null",
                                       number == STDIN_FILENO ? O_RDONLY : O_WRONLY, 0);
      return UniqueFd();
    }
    Pipe pipe = make_pipe();
    UniqueFd& child = number == STDIN_FILENO ? pipe.reader : pipe.writer;
    UniqueFd& ours = number == STDIN_FILENO ? pipe.writer : pipe.reader;
    posix_spawn_file_actions_adddup2(&actions, child.get(), number);
    theirs.push_back(std::move(child));
    return std::move(ours);
  }

  // The child starts with default signals, whatever we ignore, and perhaps in its own group.
  void plan_signals(bool own_group) {
    sigset_t defaults, none;
    sigemptyset(&defaults);
    sigemptyset(&none);
    for (const int number : {SIGINT, SIGPIPE, SIGTERM}) sigaddset(&defaults, number);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setsigmask(&attributes, &none);
    short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
    if (own_group) flags |= POSIX_SPAWN_SETPGROUP;
    posix_spawnattr_setflags(&attributes, flags);
  }
};

// Our environment with `added` in front: the first entry of a name wins with getenv, and duplicates
// are dropped.
std::vector<std::string> environment_with(
    const std::vector<std::pair<std::string, std::string>>& added) {
  std::vector<std::string> entries;
  for (const auto& [name, value] : added) entries.push_back(name + "=" + value);
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    bool replaced = false;
    for (const auto& [name, value] : added) replaced |= text.starts_with(name + "=");
    if (!replaced) entries.emplace_back(text);
  }
  return entries;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

int exit_code_of(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Process::Process(const std::vector<std::string>& argv, const SpawnOptions& options)
    : own_group_(options.own_group) {
  SpawnPlan plan;
  std::vector<UniqueFd> theirs;
  input_ = plan.plan_stream(STDIN_FILENO, options.input, theirs);
  output_ = plan.plan_stream(STDOUT_FILENO, options.output, theirs);
  errors_ = plan.plan_stream(STDERR_FILENO, options.errors, theirs);
  if (!options.directory.empty()) {
    posix_spawn_file_actions_addchdir_np(&plan.actions, options.directory.c_str());
  }
  plan.plan_signals(options.own_group);
  if (input_.valid()) std::signal(SIGPIPE, SIG_IGN);

  std::vector<std::string> arguments = argv;
  std::vector<std::string> environment = environment_with(options.environment);
  const int error = posix_spawnp(&pid_, argv.at(0).c_str(), &plan.actions, &plan.attributes,
                                 pointers(arguments).data(), pointers(environment).data());
  if (error == 0) return;
  pid_ = -1;
  throw Error(Exit::kUnavailable, "cannot start " + argv[0] + ": " + std::strerror(error),
              error == ENOENT ? "tools/install installs the programs that Satchel needs." : "");
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      own_group_(other.own_group_),
      exit_code_(std::exchange(other.exit_code_, std::nullopt)),
      input_(std::move(other.input_)),
      output_(std::move(other.output_)),
      errors_(std::move(other.errors_)) {}

Process::~Process() {
  if (pid_ < 0 || exit_code_) return;
  signal(SIGKILL);
  wait();
}

void Process::signal(int number) {
  if (pid_ > 0 && !exit_code_) ::kill(own_group_ ? -pid_ : pid_, number);
}

int Process::wait() {
  while (!exit_code_) {
    int status = 0;
    const pid_t got = ::waitpid(pid_, &status, 0);
    if (got == pid_) exit_code_ = exit_code_of(status);
    if (got < 0 && errno != EINTR) exit_code_ = 127;
  }
  return *exit_code_;
}

std::optional<int> Process::wait_for(std::chrono::milliseconds timeout) {
  const auto deadline = Clock::now() + timeout;
  auto pause = std::chrono::milliseconds(1);
  while (!exit_code_) {
    int status = 0;
    const pid_t got = ::waitpid(pid_, &status, WNOHANG);
    if (got == pid_) exit_code_ = exit_code_of(status);
    if (got < 0 && errno != EINTR) exit_code_ = 127;
    if (exit_code_ || Clock::now() >= deadline) break;
    std::this_thread::sleep_for(pause);
    pause = std::min(2 * pause, std::chrono::milliseconds(20));
  }
  return exit_code_;
}

void Process::stop(std::chrono::milliseconds grace) {
  signal(SIGTERM);
  if (wait_for(grace)) return;
  signal(SIGKILL);
  wait();
}

bool program_exists(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::string_view left = path == nullptr ? "/usr/bin:/bin" : path;
  while (!left.empty()) {
    const std::size_t end = std::min(left.find(':'), left.size());
    const std::filesystem::path candidate = std::filesystem::path(left.substr(0, end)) / name;
    if (::access(candidate.c_str(), X_OK) == 0) return true;
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  return false;
}

std::filesystem::path program_folder() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path();
}

}  // namespace satchel
