#pragma once

#include "firmware/hal/clock.h"
#include "firmware/hal/link.h"
#include "firmware/hal/meter.h"
#include "firmware/hal/power.h"
#include "firmware/hal/watchdog.h"

// The ports of Arm's MPS2 boards, written for what QEMU emulates of the CMSDK (Arm DDI 0479,
// "Cortex-M System Design Kit").
namespace satchel::mps2 {

// CMSDK UARTs. No interrupt handler: reception sets an interrupt pending, which ends a WFI.
enum class Uart : uint8_t { kLine, kHand };
class UartLink final : public Link {
 public:
  explicit UartLink(Uart uart);
  bool waits() const;  // whether a byte is there
  size_t read(uint8_t* out, size_t capacity) override;
  void write(const uint8_t* bytes, size_t size) override;
  bool wait() override;

 private:
  uint32_t base_;
  uint32_t interrupt_;
};

// The FPGA's counter of hundredths of a second. Under QEMU it is the emulator's time.
class HundredthsClock final : public Clock {
 public:
  uint64_t milliseconds() const override;

 private:
  mutable uint32_t last_ = 0;
  mutable uint64_t wrapped_ = 0;
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

// The CMSDK's. It counts down twice: the first time, in half the time, it interrupts, which is
// noted for the next start; the second time it resets.
class CmsdkWatchdog final : public Watchdog {
 public:
  void start(uint32_t milliseconds) override;  // at most 340,000
  void feed() override;
};

// Asleep until a byte comes on either line or CMSDK timer 1 has counted down. One a run: it takes
// the note of the run before.
class BoardPower final : public Power {
 public:
  BoardPower(const UartLink& line, const UartLink& hand);
  void reset() override;
  StartCause cause() const override { return cause_; }
  void sleep(uint32_t milliseconds) override;

 private:
  const UartLink& line_;
  const UartLink& hand_;
  StartCause cause_;
};

// On the bench time is what instructions take (-icount): asleep until a byte comes.
class BenchPower final : public Power {
 public:
  explicit BenchPower(UartLink& line) : line_(line) {}
  void reset() override;
  void sleep(uint32_t milliseconds) override {
    if (milliseconds != 0) line_.wait();
  }

 private:
  UartLink& line_;
};

}  // namespace satchel::mps2
