#include "firmware/boards/mps2/ports.h"

namespace satchel::mps2 {
namespace {

inline volatile uint32_t& at(uint32_t address) {
  return *reinterpret_cast<volatile uint32_t*>(address);
}

// CMSDK APB UART.
constexpr uint32_t kUart = 0x40004000;
constexpr uint32_t kUartData = kUart + 0x0;
constexpr uint32_t kUartState = kUart + 0x4;  // bit 0: transmitter full, bit 1: a byte is there
constexpr uint32_t kUartControl = kUart + 0x8;
constexpr uint32_t kUartInterrupt = kUart + 0xc;  // bit 1: received; written to clear
constexpr uint32_t kUartDivider = kUart + 0x10;
constexpr uint32_t kTransmitterFull = 1, kByteThere = 2;
constexpr uint32_t kEnableBoth = 3, kEnableReceiveInterrupt = 8;
constexpr uint32_t kSmallestDivider = 16;

// CMSDK APB timer 0: counts down.
constexpr uint32_t kTimerControl = 0x40000000;
constexpr uint32_t kTimerValue = 0x40000004;
constexpr uint32_t kTimerReload = 0x40000008;
constexpr uint32_t kInstructionsPerTick = 40;

constexpr uint32_t kNvicEnable = 0xe000e100;
constexpr uint32_t kNvicClearPending = 0xe000e280;
constexpr uint32_t kUartInterruptBit = 1;  // interrupt 0: UART 0 received

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

UartLink::UartLink() {
  at(kUartDivider) = kSmallestDivider;
  at(kUartControl) = kEnableBoth | kEnableReceiveInterrupt;
  at(kNvicEnable) = kUartInterruptBit;
}

size_t UartLink::read(uint8_t* out, size_t capacity) {
  size_t size = 0;
  while (size < capacity && (at(kUartState) & kByteThere) != 0) {
    out[size++] = static_cast<uint8_t>(at(kUartData));
  }
  return size;
}

void UartLink::write(const uint8_t* bytes, size_t size) {
  for (size_t i = 0; i < size; ++i) {
    while ((at(kUartState) & kTransmitterFull) != 0) {
    }
    at(kUartData) = bytes[i];
  }
}

bool UartLink::wait() {
  // Clear first, look after: a byte that comes between the two is pending again and ends the WFI.
  at(kUartInterrupt) = kByteThere;
  at(kNvicClearPending) = kUartInterruptBit;
  if ((at(kUartState) & kByteThere) == 0) __asm volatile("wfi" ::: "memory");
  return true;
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

void SystemReset::reset() {
  __asm volatile("dsb");
  at(kScbReset) = kScbResetRequest;
  for (;;) {
  }
}

}  // namespace satchel::mps2
