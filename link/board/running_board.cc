#include "link/board/running_board.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <thread>

#include "base/error.h"

namespace satchel {
namespace {

constexpr const char* kKitProgram = "kit";
constexpr auto kStartTimeout = std::chrono::seconds(10);
constexpr auto kStartPoll = std::chrono::milliseconds(5);

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// The file that is a board's flash, locked for as long as the board runs: a new one of exactly
// `bytes`, zeros, as memory that was never erased may be, or one that was a flash of that size.
UniqueFd open_flash(const std::filesystem::path& path, const BoardProfile& profile) {
  UniqueFd file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  struct stat facts = {};
  if (!file.valid() || fstat(file.get(), &facts) != 0) {
    throw Error(Exit::kFailed, path.string() + ": " + std::strerror(errno));
  }
  if (flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    throw Error(Exit::kUnavailable, path.string() + " is the flash of a board that runs",
                "End that one first, or name another file.");
  }
  const auto bytes = static_cast<off_t>(profile.flash_bytes);
  if (facts.st_size != 0 && facts.st_size != bytes) {
    throw Error(Exit::kUnusable,
                path.string() + " is no flash of " + profile.name + ": it has " +
                    std::to_string(facts.st_size) + " bytes, a flash has " + std::to_string(bytes),
                "Name a file that does not exist yet, or the flash of a board of this kind.");
  }
  if (ftruncate(file.get(), bytes) != 0) {
    throw Error(Exit::kFailed, path.string() + ": " + std::strerror(errno));
  }
  return file;
}

}  // namespace

RunningBoard::RunningBoard(const BoardProfile& profile, const std::string& program,
                           const std::filesystem::path& flash)
    : profile_(profile), socket_(folder_.path() / "line"), line_name_("the board " + profile.name) {
  const std::filesystem::path file = flash.empty() ? folder_.path() / "flash" : flash;
  flash_ = open_flash(file, profile);
  if (profile.command.empty()) {
    throw Error(Exit::kUnavailable, "the board " + profile.name + " cannot be started from here",
                "It comes on a cable.");
  }
  if (!program_exists(profile.command[0]) && profile.command[0].find('/') == std::string::npos &&
      profile.command[0].find('{') == std::string::npos) {
    throw Error(Exit::kUnavailable, "the board " + profile.name + " needs " + profile.command[0],
                "Install it: tools/install boards");
  }
  // setpriv: the board dies with us even when we are killed.
  std::vector<std::string> argv = {"setpriv", "--pdeathsig", "KILL", "--"};
  std::vector<std::string> words = profile.command;
  if (program != kKitProgram) {
    words.insert(words.end(), profile.counting.begin(), profile.counting.end());
  }
  const std::filesystem::path hand = folder_.path() / "hand";
  bool has_hand = false;
  for (std::string word : words) {
    has_hand |= word.find("{hand}") != std::string::npos;
    replace_all(word, "{image}", profile.image);
    replace_all(word, "{program}", program);
    replace_all(word, "{flash}", file);
    replace_all(word, "{socket}", socket_);
    replace_all(word, "{hand}", hand);
    argv.push_back(std::move(word));
  }
  SpawnOptions options;
  options.output = Stream::kNull;
  options.errors = Stream::kPipe;
  options.own_group = true;
  process_ = std::make_unique<Process>(argv, options);
  if (has_hand) hand_ = std::make_unique<Hand>(hand);
}

Hand& RunningBoard::hand() {
  if (hand_ != nullptr) return *hand_;
  throw Error(Exit::kUnavailable, "the board " + profile_.name + " has no button within reach",
              "Press the one on the board.");
}

bool RunningBoard::running() {
  return !process_->wait_for(std::chrono::milliseconds(0));
}

void RunningBoard::kill() {
  process_->signal(SIGKILL);
  process_->wait();
}

std::string RunningBoard::complaints() {
  std::string text;
  char piece[1024];
  fcntl(process_->errors().get(), F_SETFL, O_NONBLOCK);
  ssize_t count;
  while ((count = ::read(process_->errors().get(), piece, sizeof(piece))) > 0) {
    text.append(piece, static_cast<size_t>(count));
  }
  return text;
}

std::unique_ptr<Port> RunningBoard::connect() {
  const auto deadline = std::chrono::steady_clock::now() + kStartTimeout;
  for (;;) {
    try {
      std::unique_ptr<Port> port = open_unix(socket_, line_name_);
      if (profile_.escape < 0) return port;
      return escape_byte(std::move(port), static_cast<uint8_t>(profile_.escape));
    } catch (const Error& error) {
      if (!running()) {
        const std::string said = complaints();
        throw Error(Exit::kUnavailable, "the board " + profile_.name + " ended",
                    said.empty() ? "It was killed. Run the same command again." : said);
      }
      if (std::chrono::steady_clock::now() > deadline) {
        throw Error(Exit::kUnavailable, "the board " + profile_.name + " shows no serial line",
                    std::string(error.what()) + ". Is the machine very busy? Try again.");
      }
    }
    std::this_thread::sleep_for(kStartPoll);
  }
}

}  // namespace satchel
