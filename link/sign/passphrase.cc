#include "link/sign/passphrase.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "base/error.h"
#include "base/file.h"
#include "base/unique_fd.h"

namespace satchel {
namespace {

constexpr const char* kVariable = "SATCHEL_PASSPHRASE";
constexpr std::size_t kLongest = 1024;  // bytes

// The terminal without echo while this lives.
class SilentTerminal {
 public:
  explicit SilentTerminal(int fd) : fd_(fd) {
    silent_ = ::tcgetattr(fd_, &before_) == 0;
    if (!silent_) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(fd_, TCSAFLUSH, &quiet);
  }
  ~SilentTerminal() {
    if (silent_) ::tcsetattr(fd_, TCSAFLUSH, &before_);
  }
  SilentTerminal(const SilentTerminal&) = delete;
  SilentTerminal& operator=(const SilentTerminal&) = delete;

 private:
  int fd_;
  bool silent_ = false;
  termios before_ = {};
};

void say(int fd, const std::string& text) {
  if (::write(fd, text.data(), text.size()) < 0) return;  // the question is a courtesy
}

// Up to the end of the line, which is not in it.
SecretText read_line(int fd) {
  SecretText line;
  line.reserve(kLongest);  // so that growing leaves no copies behind
  char next = 0;
  while (line.size() < kLongest) {
    const ssize_t got = ::read(fd, &next, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || next == '\n') break;
    line.push_back(next);
  }
  return line;
}

SecretText ask(int terminal, const std::string& question) {
  const SilentTerminal silent(terminal);
  say(terminal, question + ": ");
  SecretText answer = read_line(terminal);
  say(terminal, "\n");
  return answer;
}

SecretText ask_person(const std::string& purpose, bool twice) {
  const UniqueFd terminal(::open("/dev/tty", O_RDWR | O_CLOEXEC));
  if (!terminal.valid()) {
    throw Error(Exit::kUnusable, "there is nobody to ask for the passphrase",
                std::string("Give --passphrase-file FILE, or set ") + kVariable + ".");
  }
  SecretText first = ask(terminal.get(), purpose);
  if (twice && ask(terminal.get(), "The same again") != first) {
    throw Error(Exit::kUnusable, "the two passphrases differ", "Run the same command again.");
  }
  return first;
}

SecretText read_from_file(const std::filesystem::path& file) {
  const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) {
    throw Error(Exit::kUnusable, "cannot read the passphrase file " + file.string(),
                "Check the path and who may read it.");
  }
  return read_line(fd.get());
}

}  // namespace

SecretText read_passphrase(const PassphraseSource& source, const std::string& purpose, bool twice) {
  SecretText passphrase;
  if (!source.file.empty()) {
    passphrase = read_from_file(source.file);
  } else if (const char* variable = std::getenv(kVariable)) {
    passphrase = secret_text(variable);
  } else {
    passphrase = ask_person(purpose, twice);
  }
  if (!passphrase.empty() && passphrase.back() == '\r') passphrase.pop_back();
  if (passphrase.empty()) {
    throw Error(Exit::kUnusable, "the passphrase is empty", "A secret key needs one.");
  }
  return passphrase;
}

}  // namespace satchel
