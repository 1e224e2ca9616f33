#include "link/board/hand_control.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/error.h"
#include "link/port/port.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;

constexpr const char* kEnding = ".hand";
constexpr char kPress = 'p', kWhere = 'w';
constexpr int kLookMs = 50;
constexpr auto kAnswerTimeout = std::chrono::seconds(2);

fs::path folder_path() {
  const char* runtime = std::getenv("XDG_RUNTIME_DIR");
  if (runtime != nullptr && fs::path(runtime).is_absolute()) return fs::path(runtime) / "satchel";
  return fs::temp_directory_path() / ("satchel-" + std::to_string(::geteuid()));
}

// Ours, and nobody else may look into it.
bool is_private(const fs::path& folder) {
  struct stat facts = {};
  return ::lstat(folder.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode) &&
         facts.st_uid == ::geteuid() && (facts.st_mode & 077) == 0;
}

// One name for what may be written in several ways.
std::string plain(const std::string& address) {
  constexpr std::string_view kLocal = "tcp:localhost:";
  if (address.starts_with(kLocal)) return "tcp:127.0.0.1:" + address.substr(kLocal.size());
  if (!address.starts_with("/")) return address;
  std::error_code error;
  const fs::path canonical = fs::canonical(address, error);
  return error ? address : canonical.string();
}

fs::path socket_path(const std::string& address) {
  std::string name = plain(address);
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == ':'; }, '-');
  return folder_path() / (name + kEnding);
}

// Sends one byte to a control socket and returns what it answers, a line.
std::string ask(const fs::path& socket, char question) {
  const std::unique_ptr<Port> port = open_unix(socket);
  const auto byte = static_cast<uint8_t>(question);
  port->write({&byte, 1});
  std::string text;
  std::array<uint8_t, 256> bytes;
  while (!text.ends_with('\n')) {
    const size_t count = port->read(bytes, kAnswerTimeout);
    if (count == 0) throw Error(Exit::kUnavailable, socket.string() + " does not answer");
    text.append(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(count));
  }
  text.pop_back();
  return text;
}

UniqueFd listen_at(const fs::path& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  const std::string file = path;
  if (file.size() >= sizeof(address.sun_path)) {
    throw Error(Exit::kFailed, file + ": the path is too long for a socket",
                "Set XDG_RUNTIME_DIR to a folder with a shorter path.");
  }
  std::memcpy(address.sun_path, file.c_str(), file.size() + 1);
  fs::remove(path);  // of a program that was killed
  UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid() || bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0 ||
      chmod(file.c_str(), 0600) != 0 || listen(fd.get(), 8) != 0) {
    throw Error(Exit::kFailed, file + ": " + std::strerror(errno));
  }
  return fd;
}

}  // namespace

HandControl::HandControl(const std::string& address, std::function<void()> press)
    : address_(address), press_(std::move(press)), path_(socket_path(address)) {
  const fs::path folder = path_.parent_path();
  ::mkdir(folder.c_str(), 0700);
  if (!is_private(folder)) {
    throw Error(Exit::kFailed, folder.string() + " is not a folder that is yours alone",
                "Remove it, or set XDG_RUNTIME_DIR to a folder of your own.");
  }
  listener_ = listen_at(path_);
  thread_ = std::thread([this] { serve(); });
}

HandControl::~HandControl() {
  done_ = true;
  thread_.join();
  std::error_code error;
  fs::remove(path_, error);
}

void HandControl::serve() {
  while (!done_) {
    pollfd door = {listener_.get(), POLLIN, 0};
    if (poll(&door, 1, kLookMs) <= 0) continue;
    const UniqueFd client(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (client.valid()) answer(client.get());
  }
}

void HandControl::answer(int client) const {
  pollfd wait = {client, POLLIN, 0};
  char question = 0;
  if (poll(&wait, 1, 1000) <= 0 || ::read(client, &question, 1) != 1) return;
  std::string text = "?\n";
  if (question == kWhere) text = address_ + "\n";
  if (question == kPress) {
    press_();
    text = "pressed\n";
  }
  send(client, text.data(), text.size(), MSG_NOSIGNAL);
}

void press_button(const std::string& address) {
  const fs::path socket = socket_path(address);
  try {
    if (is_private(socket.parent_path()) && ask(socket, kPress) == "pressed") return;
  } catch (const Error&) {
    // Nobody is there, or no longer.
  }
  throw Error(Exit::kUnusable, "the kit at " + address + " was not started by this program",
              "Press its button yourself. --press-button is for kits that `satchel kit start` runs "
              "for the same user.");
}

std::vector<std::string> started_kits() {
  std::vector<std::string> addresses;
  std::error_code error;
  const fs::path folder = folder_path();
  if (!is_private(folder)) return addresses;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() != kEnding) continue;
    try {
      addresses.push_back(ask(entry.path(), kWhere));
    } catch (const Error&) {
      // Left behind by a program that was killed.
    }
  }
  std::sort(addresses.begin(), addresses.end());
  return addresses;
}

}  // namespace satchel
