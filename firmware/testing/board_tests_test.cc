// The cases of firmware/testing on this machine, where the flash is an array.
#include "core/testing/gtest_wrapper.h"
#include "firmware/hal/memory_flash.h"
#include "firmware/testing/port_cases.h"
#include "firmware/testing/wire_cases.h"

namespace satchel {
namespace {

class NoLink final : public Link {
 public:
  size_t read(uint8_t*, size_t) override { return 0; }
  void write(const uint8_t*, size_t) override {}
  bool wait() override { return false; }
};

class NoMeter final : public Meter {
 public:
  MeterUnit unit() const override { return MeterUnit::kNanoseconds; }
  void start() override {}
  uint64_t stop() override { return 0; }
};

class NoClock final : public Clock {
 public:
  uint64_t milliseconds() const override { return 0; }
};

class NoPower final : public Power {
 public:
  void reset() override {}
};

bool register_port_tests() {
  alignas(16) static uint8_t memory[4 * 4096];
  static MemoryFlash flash(memory, {sizeof(memory), 4096, 4});
  static NoLink link;
  static NoMeter meter;
  static NoClock clock;
  static NoPower power;
  static const TestedBoard board = {link, flash, meter, clock, power, nullptr, 4096, {}};
  test_ports_of(board);
  return register_with_gtest(kPortTests);
}

const bool wire_registered = register_with_gtest(kWireTests);
const bool ports_registered = register_port_tests();

}  // namespace
}  // namespace satchel
