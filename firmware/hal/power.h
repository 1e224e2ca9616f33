#pragma once

namespace satchel {

// The port to the board's supply and reset. (Sleep is Link::wait: the only thing to wait for is the
// cable.)
class Power {
 public:
  // Starts the board again as after power-on. Does not return on hardware.
  virtual void reset() = 0;

 protected:
  ~Power() = default;
};

}  // namespace satchel
