#pragma once

#include "firmware/hal/clock.h"
#include "firmware/hal/sensor.h"

namespace satchel {

// The microphone of a board that has none: it hears a quiet room, 16 kHz by the board's clock.
class QuietRoom final : public Sensor {
 public:
  explicit QuietRoom(const Clock& clock) : clock_(clock) {}

  uint32_t samples_per_second() const override { return kRate; }
  uint32_t buffered() const override { return kBuffered; }
  bool start() override;
  void stop() override { on_ = false; }
  State read(int16_t* out, size_t capacity, size_t* taken) override;

 private:
  static constexpr uint32_t kRate = 16'000;
  static constexpr uint32_t kBuffered = 4 * kRate;

  const Clock& clock_;
  bool on_ = false;
  uint64_t started_ = 0;  // milliseconds
  uint64_t given_ = 0;    // samples
  uint32_t noise_ = 1;
};

}  // namespace satchel
