#pragma once

#include <stddef.h>
#include <stdint.h>

namespace satchel {

// The port to the other side of a cable: a stream of bytes that may lose, damage or repeat some.
class Link {
 public:
  // Takes what has arrived, at most `capacity` bytes, and never waits. Bytes are kept in order.
  virtual size_t read(uint8_t* out, size_t capacity) = 0;
  // Returns when all bytes are handed over to the hardware; nobody may be listening.
  virtual void write(const uint8_t* bytes, size_t size) = 0;
  // Sleeps until bytes have arrived (it may return early). False when none will ever come again,
  // which only a program under an operating system can know.
  virtual bool wait() = 0;

 protected:
  ~Link() = default;
};

}  // namespace satchel
