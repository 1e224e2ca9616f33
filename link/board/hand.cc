#include "link/board/hand.h"

#include <sys/random.h>

#include <array>

#include "base/error.h"

namespace satchel {
namespace {

constexpr uint8_t kPressed = 0x01, kRandom = 0x02, kGeneratorFailed = 0x03;
constexpr uint8_t kIsThere = 0x04;
constexpr uint8_t kShow = 0x10, kLastShow = 0x17;
constexpr size_t kBlockBytes = 32;
constexpr auto kLook = std::chrono::milliseconds(20);

}  // namespace

Hand::Hand(std::filesystem::path socket)
    : socket_(std::move(socket)), thread_([this] { serve(); }) {}

Hand::~Hand() {
  done_ = true;
  thread_.join();
}

std::vector<ShownSign> Hand::shown() const {
  const std::lock_guard lock(mutex_);
  return shown_;
}

void Hand::serve() {
  while (!done_) {
    try {
      const std::unique_ptr<Port> port = open_unix(socket_);
      there_ = false;
      while (!done_) serve(*port);
    } catch (const Error&) {
      std::this_thread::sleep_for(kLook);  // not there yet, or in a reset
    }
  }
}

void Hand::serve(Port& port) {
  std::array<uint8_t, 16> bytes;
  const size_t count = port.read(bytes, kLook);
  for (size_t i = 0; i < count; ++i) handle(port, bytes[i]);
  if (presses_ > 0 && !there_) port.write({&kIsThere, 1});
  while (presses_ > 0 && there_) {
    port.write({&kPressed, 1});
    --presses_;
  }
}

void Hand::handle(Port& port, uint8_t byte) {
  there_ = true;
  if (byte == kRandom && broken_) {
    port.write({&kGeneratorFailed, 1});
  } else if (byte == kRandom) {
    std::array<uint8_t, 1 + kBlockBytes> block = {kRandom};
    if (getentropy(block.data() + 1, kBlockBytes) == 0) port.write(block);
  } else if (byte >= kShow && byte <= kLastShow) {
    const std::lock_guard lock(mutex_);
    shown_.push_back({static_cast<unsigned>(byte - kShow) / 2, (byte & 1) != 0});
  }
}

}  // namespace satchel
