#pragma once

#include "firmware/hal/link.h"
#include "firmware/hal/meter.h"
#include "firmware/hal/power.h"

// The ports of Arm's MPS2 boards, written for what QEMU emulates of the CMSDK (Arm DDI 0479,
// "Cortex-M System Design Kit").
namespace satchel::mps2 {

// CMSDK UART 0 at 0x40004000. No interrupt handler: reception sets its interrupt pending, which
// ends a WFI.
class UartLink final : public Link {
 public:
  UartLink();
  size_t read(uint8_t* out, size_t capacity) override;
  void write(const uint8_t* bytes, size_t size) override;
  bool wait() override;
};

// Executed instructions, from CMSDK timer 0 (25 MHz, 32 bits). Under `-icount shift=0` an
// instruction takes one nanosecond of the emulator's time, a tick 40 of them: both ends are moved
// to a tick's edge and the way there is taken off again, which leaves an error of at most four
// instructions.
class TimerMeter final : public Meter {
 public:
  TimerMeter();
  MeterUnit unit() const override { return MeterUnit::kInstructions; }
  void start() override;
  uint64_t stop() override;

 private:
  uint64_t elapsed() const;

  uint32_t first_edge_ = 0;
  uint64_t own_cost_ = 0;
};

class SystemReset final : public Power {
 public:
  void reset() override;
};

}  // namespace satchel::mps2
