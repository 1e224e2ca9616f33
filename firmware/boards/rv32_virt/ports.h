#pragma once

#include "firmware/hal/clock.h"
#include "firmware/hal/link.h"
#include "firmware/hal/meter.h"
#include "firmware/hal/power.h"

// The ports of QEMU's riscv32 `virt` machine.
namespace satchel::rv32_virt {

// 16550s. Interrupts stay masked: one that is pending ends a WFI.
class UartLink final : public Link {
 public:
  explicit UartLink(uint32_t base);
  bool waits() const;  // whether a byte is there
  size_t read(uint8_t* out, size_t capacity) override;
  void write(const uint8_t* bytes, size_t size) override;
  bool wait() override;

 private:
  uint32_t base_;
};

// SMP's line is the machine's own at 0x10000000. The launcher's is a PCI device, for which the
// second call chooses an address.
uint32_t line_uart();
uint32_t hand_uart();

// The core-local interruptor's timer, 10 MHz.
class TimerClock final : public Clock {
 public:
  uint64_t milliseconds() const override;
};

// Executed instructions, one by one: the `minstret` counter, exact under `-icount shift=0`.
class RetiredMeter final : public Meter {
 public:
  RetiredMeter();
  MeterUnit unit() const override { return MeterUnit::kInstructions; }
  void start() override;
  uint64_t stop() override;

 private:
  uint64_t started_ = 0;
  uint64_t own_cost_ = 0;
};

// The test finisher at 0x100000, which QEMU takes for a reset. Asleep until a byte comes on the
// line or the timer is due; the launcher's line is looked at every so often. One a run: it takes
// the note of the run before. The machine has no watchdog.
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

}  // namespace satchel::rv32_virt
