#include "link/board/line_bridge.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/error.h"

namespace satchel {
namespace {

constexpr size_t kPieceBytes = 4096;
// A client that takes nothing for so long is a cable that nobody reads.
constexpr int kClientTimeoutMs = 1000;

[[noreturn]] void cannot(const std::string& what) {
  throw Error(Exit::kUnavailable, what + ": " + std::strerror(errno));
}

sockaddr_in loopback(uint16_t port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

bool is_readable(const pollfd& entry) {
  return (entry.revents & (POLLIN | POLLHUP | POLLERR)) != 0;
}

}  // namespace

std::unique_ptr<LineBridge> LineBridge::on_pty() {
  std::unique_ptr<LineBridge> bridge(new LineBridge);
  bridge->client_ = UniqueFd(posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  std::array<char, 128> name = {};
  const int master = bridge->client_.get();
  if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0 ||
      ptsname_r(master, name.data(), name.size()) != 0) {
    cannot("no pseudo-terminal can be made");
  }
  bridge->address_ = name.data();
  bridge->terminal_ = UniqueFd(open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  termios settings = {};
  if (tcgetattr(bridge->terminal_.get(), &settings) != 0) cannot(bridge->address_);
  cfmakeraw(&settings);
  tcsetattr(bridge->terminal_.get(), TCSANOW, &settings);
  bridge->watch_ = UniqueFd(inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  inotify_add_watch(bridge->watch_.get(), name.data(), IN_CLOSE);
  return bridge;
}

std::unique_ptr<LineBridge> LineBridge::on_tcp(uint16_t port) {
  std::unique_ptr<LineBridge> bridge(new LineBridge);
  bridge->listener_ = UniqueFd(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int listener = bridge->listener_.get();
  const int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  sockaddr_in address = loopback(port);
  socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (listener < 0 || bind(listener, generic, size) != 0 || listen(listener, 8) != 0 ||
      getsockname(listener, generic, &size) != 0) {
    throw Error(Exit::kUnavailable,
                "TCP port " + std::to_string(port) + " cannot be used: " + std::strerror(errno),
                "Take another one; --tcp 0 picks one that is free.");
  }
  bridge->address_ = "tcp:127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  return bridge;
}

void LineBridge::serve(RunningBoard& board, int stop) {
  std::unique_ptr<Port> line = board.connect();
  for (;;) {
    // A negative descriptor is passed over by poll(): a client that is not there, a door that is
    // shut while one is.
    std::array<pollfd, 5> entries = {
        {{stop, POLLIN, 0},
         {line->descriptor(), POLLIN, 0},
         {client_.valid() ? client_.get() : -1, POLLIN, 0},
         {is_tcp() && !client_.valid() ? listener_.get() : -1, POLLIN, 0},
         {watch_.valid() ? watch_.get() : -1, POLLIN, 0}}};
    if (poll(entries.data(), entries.size(), -1) < 0) continue;
    if (entries[0].revents != 0) return;
    try {
      if (is_readable(entries[1])) from_board(*line);
      if (is_readable(entries[2])) from_client(*line);
    } catch (const Error&) {
      line = board.connect();  // after a reset; says why when the board has ended
    }
    if (entries[3].revents != 0) welcome();
    if (entries[4].revents != 0) leave();
  }
}

void LineBridge::from_board(Port& board) {
  std::array<uint8_t, kPieceBytes> bytes;
  std::span<const uint8_t> left(bytes.data(), board.read(bytes, std::chrono::milliseconds(0)));
  while (!left.empty() && client_.valid()) {
    const ssize_t count = is_tcp() ? send(client_.get(), left.data(), left.size(), MSG_NOSIGNAL)
                                   : ::write(client_.get(), left.data(), left.size());
    if (count > 0) {
      left = left.subspan(static_cast<size_t>(count));
      continue;
    }
    pollfd wait = {client_.get(), POLLOUT, 0};
    // What a terminal does not take, nobody reads.
    if (errno != EAGAIN || !is_tcp() || poll(&wait, 1, kClientTimeoutMs) <= 0) return;
  }
}

void LineBridge::from_client(Port& board) {
  std::array<uint8_t, kPieceBytes> bytes;
  const ssize_t count = ::read(client_.get(), bytes.data(), bytes.size());
  if (count > 0) board.write(std::span(bytes).first(static_cast<size_t>(count)));
  const bool gone = count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR);
  if (gone && is_tcp()) client_ = UniqueFd();
}

// Whoever went away while waiting is not served: what it asked for is nobody's wish any more.
void LineBridge::welcome() {
  UniqueFd client(accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!client.valid()) return;
  pollfd look = {client.get(), POLLRDHUP, 0};
  if (poll(&look, 1, 0) > 0 && (look.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0) return;
  const int on = 1;
  setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  client_ = std::move(client);
}

// A client may have taken the terminal for itself alone, and that would outlast it.
void LineBridge::leave() {
  std::array<char, kPieceBytes> events;
  while (::read(watch_.get(), events.data(), events.size()) > 0) {
  }
  ioctl(terminal_.get(), TIOCNXCL);
}

}  // namespace satchel
