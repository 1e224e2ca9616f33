#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace satchel {

// The host's end of a serial line, whatever carries it. Not thread-safe. Bytes may get lost on the
// way; that is the protocol's business, not the port's.
class Port {
 public:
  virtual ~Port() = default;

  // What has arrived, at least one byte, or nothing when `timeout` passed. Throws
  // Exit::kUnavailable when the other end is gone.
  virtual size_t read(std::span<uint8_t> out, std::chrono::milliseconds timeout) = 0;

  // Returns when all is handed over. Throws Exit::kUnavailable when the other end is gone or takes
  // nothing for ten seconds.
  virtual void write(std::span<const uint8_t> bytes) = 0;

  // How a person knows it: "/dev/ttyACM0", "tcp:classroom:4001", "mps2_m4 (emulated)".
  virtual std::string name() const = 0;

  // What poll() shows readable when read() would not wait; -1 where there is no such descriptor.
  virtual int descriptor() const { return -1; }
};

// "tcp:HOST:PORT", "unix:PATH", or the path of a tty (a pty is one). Throws Exit::kUnavailable when
// it cannot be opened, Exit::kUnusable when the text is none of these.
std::unique_ptr<Port> open_port(const std::string& address);

// A tty without line discipline, 8N1 at `baud`, for this process alone.
std::unique_ptr<Port> open_tty(const std::filesystem::path& path, unsigned baud = 115200);
std::unique_ptr<Port> open_tcp(const std::string& host, const std::string& service);
// `name` is what its messages call it, the path when empty.
std::unique_ptr<Port> open_unix(const std::filesystem::path& path, std::string name = {});

// A line that may be lost and come back: where the other end is gone it is opened again with
// `open`, at least once and for as long as `patience`. What was under way is lost then, and the
// protocol sends it again. Throws what `open` throws in the end.
std::unique_ptr<Port> reopening_port(std::function<std::unique_ptr<Port>()> open,
                                     std::chrono::milliseconds patience);

// Bytes that went over a line.
struct LineTraffic {
  uint64_t sent = 0;
  uint64_t received = 0;
};

// Counts in `traffic`, which is borrowed, what goes through `port`.
std::unique_ptr<Port> counting_port(std::unique_ptr<Port> port, LineTraffic& traffic);

// Sends every byte `escape` twice through `port`: what an emulator's console multiplexer asks for
// that takes the single byte for itself.
std::unique_ptr<Port> escape_byte(std::unique_ptr<Port> port, uint8_t escape);

}  // namespace satchel
