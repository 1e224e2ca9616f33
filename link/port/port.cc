#include "link/port/port.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "base/error.h"
#include "base/unique_fd.h"

namespace satchel {
namespace {

constexpr int kWriteTimeoutMs = 10000;

constexpr const char* kLostHint =
    "Plug it in again and repeat the command: an upload goes on where it broke off.";

[[noreturn]] void unavailable(const std::string& name, const std::string& what,
                              const std::string& hint) {
  throw Error(Exit::kUnavailable, name + ": " + what, hint);
}

std::string open_hint(int error) {
  if (error == ENOENT) return "Is it plugged in? `ls /dev/tty*` shows the ports that are there.";
  if (error == EACCES) return "Add yourself to the group that owns it: adduser NAME dialout";
  if (error == EBUSY) return "Another program has it open: end that one first.";
  if (error == ECONNREFUSED) return "Nothing listens there: start what should.";
  return {};
}

[[noreturn]] void cannot_open(const std::string& name, int error) {
  unavailable(name, std::strerror(error), open_hint(error));
}

// A tty or a socket. A socket is written with send(): one whose other end is gone must not raise
// SIGPIPE.
class FdPort final : public Port {
 public:
  FdPort(UniqueFd fd, std::string name, bool is_socket)
      : fd_(std::move(fd)), name_(std::move(name)), is_socket_(is_socket) {}

  size_t read(std::span<uint8_t> out, std::chrono::milliseconds timeout) override {
    if (!ready(POLLIN, static_cast<int>(timeout.count()))) return 0;
    const ssize_t count = ::read(fd_.get(), out.data(), out.size());
    if (count > 0) return static_cast<size_t>(count);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    unavailable(name_, count == 0 ? "the line was closed" : std::strerror(errno), kLostHint);
  }

  void write(std::span<const uint8_t> bytes) override {
    while (!bytes.empty()) {
      if (!ready(POLLOUT, kWriteTimeoutMs)) {
        unavailable(name_, "takes no bytes", "Is the board powered? Reset it and try again.");
      }
      const ssize_t count = is_socket_ ? send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL)
                                       : ::write(fd_.get(), bytes.data(), bytes.size());
      if (count < 0 && errno != EAGAIN && errno != EINTR) {
        unavailable(name_, std::strerror(errno), kLostHint);
      }
      if (count > 0) bytes = bytes.subspan(static_cast<size_t>(count));
    }
  }

  std::string name() const override { return name_; }
  int descriptor() const override { return fd_.get(); }

 private:
  bool ready(short events, int timeout_ms) {
    pollfd line = {fd_.get(), events, 0};
    return poll(&line, 1, timeout_ms) > 0;
  }

  UniqueFd fd_;
  std::string name_;
  bool is_socket_;
};

class EscapingPort final : public Port {
 public:
  EscapingPort(std::unique_ptr<Port> port, uint8_t escape)
      : port_(std::move(port)), escape_(escape) {}

  size_t read(std::span<uint8_t> out, std::chrono::milliseconds timeout) override {
    return port_->read(out, timeout);
  }

  void write(std::span<const uint8_t> bytes) override {
    std::vector<uint8_t> escaped;
    escaped.reserve(bytes.size());
    for (const uint8_t byte : bytes) {
      if (byte == escape_) escaped.push_back(escape_);
      escaped.push_back(byte);
    }
    port_->write(escaped);
  }

  std::string name() const override { return port_->name(); }
  int descriptor() const override { return port_->descriptor(); }

 private:
  std::unique_ptr<Port> port_;
  uint8_t escape_;
};

std::unique_ptr<Port> socket_port(UniqueFd fd, const std::string& name) {
  fcntl(fd.get(), F_SETFL, O_NONBLOCK);
  return std::make_unique<FdPort>(std::move(fd), name, true);
}

speed_t speed_of(unsigned baud) {
  switch (baud) {
    case 9600:
      return B9600;
    case 57600:
      return B57600;
    case 115200:
      return B115200;
    case 230400:
      return B230400;
    case 460800:
      return B460800;
    case 921600:
      return B921600;
    default:
      throw Error(Exit::kUnusable, std::to_string(baud) + " baud is not supported");
  }
}

}  // namespace

std::unique_ptr<Port> open_tty(const std::filesystem::path& path, unsigned baud) {
  UniqueFd fd(open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  if (!fd.valid()) cannot_open(path, errno);
  termios settings = {};
  if (tcgetattr(fd.get(), &settings) != 0) {
    throw Error(Exit::kUnusable, path.string() + ": is not a serial port");
  }
  cfmakeraw(&settings);
  settings.c_cflag |= CLOCAL | CREAD;
  cfsetspeed(&settings, speed_of(baud));
  if (tcsetattr(fd.get(), TCSANOW, &settings) != 0) cannot_open(path, errno);
  ioctl(fd.get(), TIOCEXCL);
  tcflush(fd.get(), TCIOFLUSH);
  return std::make_unique<FdPort>(std::move(fd), path, false);
}

std::unique_ptr<Port> open_unix(const std::filesystem::path& path, std::string name) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  const std::string file = path;
  if (name.empty()) name = file;
  if (file.size() >= sizeof(address.sun_path)) {
    unavailable(name, "the path of its line is too long: " + file,
                "Set TMPDIR to a folder with a shorter path.");
  }
  std::memcpy(address.sun_path, file.c_str(), file.size() + 1);
  UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd.valid() ||
      connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) {
    cannot_open(name, errno);
  }
  return socket_port(std::move(fd), name);
}

std::unique_ptr<Port> open_tcp(const std::string& host, const std::string& service) {
  addrinfo wanted = {};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const std::string name = "tcp:" + host + ":" + service;
  const int result = getaddrinfo(host.c_str(), service.c_str(), &wanted, &found);
  if (result != 0) unavailable(name, gai_strerror(result), "Check the name of the machine.");
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, freeaddrinfo);
  int error = EADDRNOTAVAIL;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    UniqueFd fd(socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol));
    if (fd.valid() && connect(fd.get(), at->ai_addr, at->ai_addrlen) == 0) {
      const int on = 1;
      setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
      return socket_port(std::move(fd), name);
    }
    error = errno;
  }
  cannot_open(name, error);
}

std::unique_ptr<Port> open_port(const std::string& address) {
  if (address.starts_with("unix:")) return open_unix(address.substr(5));
  if (address.starts_with("tcp:")) {
    const size_t colon = address.rfind(':');
    if (colon <= 4) {
      throw Error(Exit::kUnusable, "\"" + address + "\" names no port", "Write tcp:HOST:PORT.");
    }
    return open_tcp(address.substr(4, colon - 4), address.substr(colon + 1));
  }
  return open_tty(address);
}

std::unique_ptr<Port> escape_byte(std::unique_ptr<Port> port, uint8_t escape) {
  return std::make_unique<EscapingPort>(std::move(port), escape);
}

}  // namespace satchel
