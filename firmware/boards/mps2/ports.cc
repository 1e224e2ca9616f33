#include "firmware/boards/mps2/ports.h"

#include "firmware/boards/emulated/start_note.h"

namespace satchel::mps2 {
namespace {

inline volatile uint32_t& at(uint32_t address) {
  return *reinterpret_cast<volatile uint32_t*>(address);
}

// CMSDK APB UARTs 0 and 1.
constexpr uint32_t kUarts[] = {0x40004000, 0x40005000};
constexpr uint32_t kUartInterrupts[] = {1u << 0, 1u << 2};  // received
constexpr uint32_t kData = 0x0;
constexpr uint32_t kState = 0x4;  // bit 0: transmitter full, bit 1: a byte is there
constexpr uint32_t kControl = 0x8;
constexpr uint32_t kInterrupt = 0xc;  // bit 1: received; written to clear
constexpr uint32_t kDivider = 0x10;
constexpr uint32_t kTransmitterFull = 1, kByteThere = 2;
constexpr uint32_t kEnableBoth = 3, kEnableReceiveInterrupt = 8;
constexpr uint32_t kSmallestDivider = 16;

// CMSDK APB timer 0: counts down.
constexpr uint32_t kTimerControl = 0x40000000;
constexpr uint32_t kTimerValue = 0x40000004;
constexpr uint32_t kTimerReload = 0x40000008;
constexpr uint32_t kInstructionsPerTick = 40;

// CMSDK APB timer 1: wakes.
constexpr uint32_t kWakeControl = 0x40001000;
constexpr uint32_t kWakeValue = 0x40001004;
constexpr uint32_t kWakeReload = 0x40001008;
constexpr uint32_t kWakeInterrupt = 0x4000100c;  // written to clear
constexpr uint32_t kEnableWithInterrupt = 9;
constexpr uint32_t kTicksPerMillisecond = 25'000;
constexpr uint32_t kLongestSleep = 60'000;
constexpr uint32_t kWakeInterruptBit = 1u << 9;

// CMSDK APB watchdog, at the system's clock; its interrupt is the NMI.
constexpr uint32_t kWatchdogLoad = 0x40008000;
constexpr uint32_t kWatchdogControl = 0x40008008;
constexpr uint32_t kWatchdogClear = 0x4000800c;  // written to clear the interrupt and begin anew
constexpr uint32_t kWatchdogLock = 0x40008c00;
constexpr uint32_t kWatchdogKey = 0x1acce551;
constexpr uint32_t kInterruptThenReset = 3;

constexpr uint32_t kHundredths = 0x40028014;  // FPGA system control (Arm DAI 0385): CLK100HZ

constexpr uint32_t kNvicEnable = 0xe000e100;
constexpr uint32_t kNvicClearPending = 0xe000e280;

constexpr uint32_t kScbReset = 0xe000ed0c;
constexpr uint32_t kScbResetRequest = 0x05fa0004;

// Waits for the timer to leave `value` and counts the rounds of the loop, four instructions each.
constexpr uint32_t kLoopInstructions = 4;
inline uint32_t rounds_to_edge(uint32_t value, uint32_t* next) {
  uint32_t rounds = 0;
  uint32_t now;
  __asm volatile(
      "1: ldr %[now], [%[timer]]\n"
      "adds %[rounds], #1\n"
      "cmp %[now], %[value]\n"
      "beq 1b\n"
      : [now] "=&r"(now), [rounds] "+l"(rounds)
      : [timer] "r"(kTimerValue), [value] "r"(value)
      : "cc", "memory");
  *next = now;
  return rounds;
}

}  // namespace

UartLink::UartLink(Uart uart)
    : base_(kUarts[static_cast<uint8_t>(uart)]),
      interrupt_(kUartInterrupts[static_cast<uint8_t>(uart)]) {
  at(base_ + kDivider) = kSmallestDivider;
  at(base_ + kControl) = kEnableBoth | kEnableReceiveInterrupt;
  at(kNvicEnable) = interrupt_;
}

bool UartLink::waits() const {
  return (at(base_ + kState) & kByteThere) != 0;
}

size_t UartLink::read(uint8_t* out, size_t capacity) {
  size_t size = 0;
  while (size < capacity && waits()) out[size++] = static_cast<uint8_t>(at(base_ + kData));
  return size;
}

void UartLink::write(const uint8_t* bytes, size_t size) {
  for (size_t i = 0; i < size; ++i) {
    while ((at(base_ + kState) & kTransmitterFull) != 0) {
    }
    at(base_ + kData) = bytes[i];
  }
}

// Clear first, look after: a byte that comes between the two is pending again and ends the WFI.
bool UartLink::wait() {
  at(base_ + kInterrupt) = kByteThere;
  at(kNvicClearPending) = interrupt_;
  if (!waits()) __asm volatile("wfi" ::: "memory");
  return true;
}

uint64_t HundredthsClock::milliseconds() const {
  const uint32_t now = at(kHundredths);
  if (now < last_) wrapped_ += uint64_t{1} << 32;
  last_ = now;
  return (wrapped_ + now) * 10;
}

TimerMeter::TimerMeter() {
  at(kTimerReload) = 0xffffffff;
  at(kTimerValue) = 0xffffffff;
  at(kTimerControl) = 1;
  start();
  own_cost_ = elapsed();
}

void TimerMeter::start() {
  rounds_to_edge(at(kTimerValue), &first_edge_);
}

uint64_t TimerMeter::elapsed() const {
  uint32_t last_edge;
  const uint32_t rounds = rounds_to_edge(at(kTimerValue), &last_edge);
  const uint32_t ticks = first_edge_ - last_edge;  // correct across one wrap
  return static_cast<uint64_t>(ticks) * kInstructionsPerTick - rounds * kLoopInstructions;
}

uint64_t TimerMeter::stop() {
  const uint64_t cost = elapsed();
  return cost > own_cost_ ? cost - own_cost_ : 0;
}

namespace {

void reset_system() {
  __asm volatile("dsb");
  at(kScbReset) = kScbResetRequest;
  for (;;) {
  }
}

}  // namespace

BoardPower::BoardPower(const UartLink& line, const UartLink& hand)
    : line_(line), hand_(hand), cause_(start_note::take()) {}

void BoardPower::reset() {
  start_note::expect_reset();
  reset_system();
}
void BenchPower::reset() {
  reset_system();
}

void CmsdkWatchdog::start(uint32_t milliseconds) {
  at(kWatchdogLock) = kWatchdogKey;
  at(kWatchdogLoad) = milliseconds * (kTicksPerMillisecond / 2);
  at(kWatchdogControl) = kInterruptThenReset;
  feed();
}

void CmsdkWatchdog::feed() {
  at(kWatchdogClear) = 1;
  start_note::expect_nothing();
}

void BoardPower::sleep(uint32_t milliseconds) {
  if (milliseconds == 0) return;
  if (milliseconds > kLongestSleep) milliseconds = kLongestSleep;
  at(kWakeControl) = 0;
  at(kWakeInterrupt) = 1;
  for (const uint32_t uart : kUarts) at(uart + kInterrupt) = kByteThere;
  at(kNvicClearPending) = kWakeInterruptBit | kUartInterrupts[0] | kUartInterrupts[1];
  at(kNvicEnable) = kWakeInterruptBit;
  at(kWakeReload) = 0;
  at(kWakeValue) = milliseconds * kTicksPerMillisecond;
  at(kWakeControl) = kEnableWithInterrupt;
  if (!line_.waits() && !hand_.waits()) __asm volatile("wfi" ::: "memory");
  at(kWakeControl) = 0;
}

}  // namespace satchel::mps2

// The NMI. What was interrupted goes on, and may still feed the watchdog.
extern "C" void watchdog_handler() {
  satchel::start_note::expect_watchdog();
}
