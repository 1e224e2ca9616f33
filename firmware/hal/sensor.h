#pragma once

#include <stddef.h>
#include <stdint.h>

namespace satchel {

// The port to the microphone, or to whatever else gives samples at a steady rate.
//
// What a driver promises: between start() and stop() it collects in the background, at least
// buffered() samples; outside of that the sensor is without power and nothing is collected. read()
// never waits and gives samples in order. When the caller was too slow the oldest are lost, never
// the order: read() then answers kOverrun once, with the samples that follow the gap. Whether what
// comes is plausible is the caller's to judge.
class Sensor {
 public:
  enum class State : uint8_t { kOk, kOverrun, kFailed };

  virtual uint32_t samples_per_second() const = 0;
  virtual uint32_t buffered() const = 0;
  virtual bool start() = 0;
  virtual void stop() = 0;
  // At most `capacity` samples to `out`; `*taken` says how many. kFailed: the hardware is silent.
  virtual State read(int16_t* out, size_t capacity, size_t* taken) = 0;

 protected:
  ~Sensor() = default;
};

}  // namespace satchel
