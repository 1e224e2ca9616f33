#pragma once

#include "firmware/hal/link.h"
#include "firmware/hal/meter.h"
#include "firmware/hal/power.h"

// The ports of QEMU's riscv32 `virt` machine.
namespace satchel::rv32_virt {

// The 16550 at 0x10000000. Interrupts stay masked: one that is pending ends a WFI.
class UartLink final : public Link {
 public:
  UartLink();
  size_t read(uint8_t* out, size_t capacity) override;
  void write(const uint8_t* bytes, size_t size) override;
  bool wait() override;
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

// The test finisher at 0x100000, which QEMU takes for a reset.
class FinisherReset final : public Power {
 public:
  void reset() override;
};

}  // namespace satchel::rv32_virt
