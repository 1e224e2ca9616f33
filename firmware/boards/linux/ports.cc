#include "firmware/boards/linux/ports.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>

namespace satchel::linux_board {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

SocketLink::SocketLink(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) {
    errno = ENAMETOOLONG;
    fail(path);
  }
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  unlink(path.c_str());  // of the program before a reset
  listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (listener_ < 0 ||
      bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0 ||
      listen(listener_, 1) != 0) {
    fail(path);
  }
}

SocketLink::~SocketLink() {
  drop_client();
  if (listener_ >= 0) close(listener_);
}

void SocketLink::drop_client() {
  if (client_ >= 0) close(client_);
  client_ = -1;
}

void SocketLink::take_client() {
  if (client_ < 0) client_ = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
}

size_t SocketLink::read(uint8_t* out, size_t capacity) {
  take_client();
  if (client_ < 0) return 0;
  const ssize_t count = recv(client_, out, capacity, MSG_DONTWAIT);
  if (count > 0) return static_cast<size_t>(count);
  if (count == 0 || (errno != EAGAIN && errno != EINTR)) drop_client();
  return 0;
}

void SocketLink::write(const uint8_t* bytes, size_t size) {
  while (client_ >= 0 && size > 0) {
    const ssize_t count = send(client_, bytes, size, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return drop_client();
    bytes += count;
    size -= static_cast<size_t>(count);
  }
}

bool SocketLink::wait() {
  pollfd line = {descriptor(), POLLIN, 0};
  return poll(&line, 1, -1) >= 0 || errno == EINTR;
}

SteadyClock::SteadyClock() : started_(0) {
  started_ = milliseconds();
}

uint64_t SteadyClock::milliseconds() const {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count()) -
         started_;
}

bool SystemEntropy::fill(uint8_t* out, size_t size) {
  while (size > 0) {
    const ssize_t count = getrandom(out, size, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    out += count;
    size -= static_cast<size_t>(count);
  }
  return true;
}

void ProcessPower::reset() {
  execv("/proc/self/exe", arguments_);
  fail("cannot start again");
}

void ProcessPower::sleep(uint32_t milliseconds) {
  pollfd lines[] = {{line_.descriptor(), POLLIN, 0}, {hand_.descriptor(), POLLIN, 0}};
  poll(lines, 2, static_cast<int>(milliseconds));
}

std::vector<uint8_t> program_bytes() {
  std::ifstream file("/proc/self/exe", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

MappedFile::MappedFile(const std::string& path, size_t size) : size_(size) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0 || ftruncate(file, static_cast<off_t>(size)) != 0) fail(path);
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (memory == MAP_FAILED) fail(path);
  data_ = static_cast<uint8_t*>(memory);
}

MappedFile::~MappedFile() {
  munmap(data_, size_);
}

void ClockMeter::start() {
  started_ = static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

uint64_t ClockMeter::stop() {
  return static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count()) -
         started_;
}

}  // namespace satchel::linux_board
