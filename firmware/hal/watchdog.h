#pragma once

#include <stdint.h>

namespace satchel {

// The port to the timer that starts a board again which has stopped answering.
//
// What a driver promises: after start() the board is reset when feed() was not called for
// `milliseconds`, asleep or awake, and the next start's Power::cause() is kWatchdog. Nothing stops
// it again.
class Watchdog {
 public:
  virtual void start(uint32_t milliseconds) = 0;
  virtual void feed() = 0;

 protected:
  ~Watchdog() = default;
};

}  // namespace satchel
