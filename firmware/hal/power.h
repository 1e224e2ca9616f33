#pragma once

#include <stdint.h>

namespace satchel {

// Why the board started.
enum class StartCause : uint8_t { kPowerOn, kReset, kWatchdog, kUnknown };

// On a cable, or where nobody can tell: never too low.
inline constexpr uint32_t kBatteryEndless = 0xffffffff;

// The port to the board's supply, sleep and reset.
class Power {
 public:
  // Starts the board again as after power-on. Does not return on hardware.
  virtual void reset() = 0;
  virtual StartCause cause() const { return StartCause::kUnknown; }
  // What is left in the battery, mWh; rounded down.
  virtual uint32_t battery() const { return kBatteryEndless; }
  // Sleeps until a port has something (a byte, samples, a press), at most so long. It may return
  // early for no reason.
  virtual void sleep(uint32_t milliseconds) { static_cast<void>(milliseconds); }

 protected:
  ~Power() = default;
};

}  // namespace satchel
