#pragma once

#include <string>
#include <vector>

#include "firmware/hal/clock.h"
#include "firmware/hal/entropy.h"
#include "firmware/hal/flash.h"
#include "firmware/hal/link.h"
#include "firmware/hal/memory_flash.h"
#include "firmware/hal/meter.h"
#include "firmware/hal/power.h"

// The ports of a kit that is a process: a Unix socket for its serial line, a mapped file for its
// flash.
namespace satchel::linux_board {

// Listens at a path and speaks with one client at a time; when one leaves it waits for the next, as
// a board does whose cable was pulled.
class SocketLink final : public Link {
 public:
  // Throws std::system_error.
  explicit SocketLink(const std::string& path);
  ~SocketLink();
  SocketLink(const SocketLink&) = delete;
  SocketLink& operator=(const SocketLink&) = delete;

  size_t read(uint8_t* out, size_t capacity) override;
  void write(const uint8_t* bytes, size_t size) override;
  bool wait() override;

  // What to wait for: the client's bytes, or a client.
  int descriptor() const { return client_ >= 0 ? client_ : listener_; }

 private:
  void take_client();
  void drop_client();

  int listener_ = -1;
  int client_ = -1;
};

// A file of the flash's size, made when it is not there; what was written is in the file when the
// process is killed.
class MappedFile {
 public:
  MappedFile(const std::string& path, size_t size);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  uint8_t* data() const { return data_; }

 private:
  uint8_t* data_;
  size_t size_;
};

// Milliseconds since the process began.
class SteadyClock final : public Clock {
 public:
  SteadyClock();
  uint64_t milliseconds() const override;

 private:
  uint64_t started_;
};

class SystemEntropy final : public Entropy {
 public:
  bool fill(uint8_t* out, size_t size) override;
};

// Asleep until a byte comes on either line. A reset starts the program again.
class ProcessPower final : public Power {
 public:
  ProcessPower(const SocketLink& line, const SocketLink& hand, char** arguments)
      : line_(line), hand_(hand), arguments_(arguments) {}
  void reset() override;
  void sleep(uint32_t milliseconds) override;

 private:
  const SocketLink& line_;
  const SocketLink& hand_;
  char** arguments_;
};

// The running program's own file: what stands for code and constants here.
std::vector<uint8_t> program_bytes();

class ClockMeter final : public Meter {
 public:
  MeterUnit unit() const override { return MeterUnit::kNanoseconds; }
  void start() override;
  uint64_t stop() override;

 private:
  uint64_t started_ = 0;
};

}  // namespace satchel::linux_board
