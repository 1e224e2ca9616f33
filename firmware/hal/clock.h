#pragma once

#include <stdint.h>

namespace satchel {

// The port to the board's own time.
//
// What a driver promises: milliseconds() counts from the board's start, sleep included, never goes
// back and does not wrap. It knows nothing of the time when the board was off.
class Clock {
 public:
  virtual uint64_t milliseconds() const = 0;
  // Seconds since 1970-01-01 UTC of a clock that runs on without the board; 0 where there is none
  // or it was never set. Not to be believed: it may stand still or jump.
  virtual uint64_t calendar() const { return 0; }

 protected:
  ~Clock() = default;
};

}  // namespace satchel
