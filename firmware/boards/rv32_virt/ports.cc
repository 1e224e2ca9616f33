#include "firmware/boards/rv32_virt/ports.h"

#include "firmware/boards/emulated/start_note.h"

namespace satchel::rv32_virt {
namespace {

template <typename T>
inline volatile T& at(uint32_t address) {
  return *reinterpret_cast<volatile T*>(address);
}

// 16550: registers a byte apart.
constexpr uint32_t kUart = 0x10000000;
constexpr uint32_t kData = 0, kInterrupts = 1, kFifo = 2;
constexpr uint32_t kLine = 5;  // bit 0: a byte is there, bit 5: the transmitter is empty
constexpr uint8_t kByteThere = 0x01, kTransmitterEmpty = 0x20;
constexpr uint8_t kReceiveInterrupt = 0x01;
// FIFOs on, interrupt at 14 bytes or when no more come: QEMU hands over as many at once.
constexpr uint8_t kFifoOf14 = 0xc1;

// The PLIC's registers for machine mode on hart 0.
constexpr uint32_t kPlic = 0x0c000000;
constexpr uint32_t kUartInterruptSource = 10;
constexpr uint32_t kPriority = kPlic + 4 * kUartInterruptSource;
constexpr uint32_t kEnable = kPlic + 0x2000;
constexpr uint32_t kThreshold = kPlic + 0x200000;
constexpr uint32_t kClaim = kPlic + 0x200004;
constexpr uint32_t kMachineTimerInterrupt = 1u << 7;
constexpr uint32_t kMachineExternalInterrupt = 1u << 11;

// The second UART: function 0 of device 1 on bus 0 (ECAM at 0x30000000), its registers in the
// window of port addresses at 0x03000000.
constexpr uint32_t kPciDevice = 0x30000000 + (1u << 15);
constexpr uint32_t kPciCommand = kPciDevice + 0x04;
constexpr uint32_t kPciAddress0 = kPciDevice + 0x10;
constexpr uint16_t kPciPortsOn = 1;
constexpr uint32_t kPortWindow = 0x03000000, kHandPort = 0x1000;

// The core-local interruptor (CLINT).
constexpr uint32_t kTimeCompare = 0x02004000, kTime = 0x0200bff8;
constexpr uint32_t kTicksPerMillisecond = 10'000;
constexpr uint32_t kHandPollMilliseconds = 200;

constexpr uint32_t kFinisher = 0x00100000;
constexpr uint32_t kFinisherReset = 0x7777;

uint64_t retired() {
  uint32_t high, low, again;
  do {
    __asm volatile("csrr %0, minstreth\n csrr %1, minstret\n csrr %2, minstreth"
                   : "=r"(high), "=r"(low), "=r"(again));
  } while (high != again);
  return static_cast<uint64_t>(high) << 32 | low;
}

uint64_t timer() {
  uint32_t high, low;
  do {
    high = at<uint32_t>(kTime + 4);
    low = at<uint32_t>(kTime);
  } while (high != at<uint32_t>(kTime + 4));
  return static_cast<uint64_t>(high) << 32 | low;
}

// The upper half first out of reach, so that no value in between is due.
void wake_at(uint64_t time) {
  at<uint32_t>(kTimeCompare + 4) = 0xffffffff;
  at<uint32_t>(kTimeCompare) = static_cast<uint32_t>(time);
  at<uint32_t>(kTimeCompare + 4) = static_cast<uint32_t>(time >> 32);
}

void reset_machine() {
  at<uint32_t>(kFinisher) = kFinisherReset;
  for (;;) {
  }
}

}  // namespace

uint32_t line_uart() {
  return kUart;
}

uint32_t hand_uart() {
  at<uint32_t>(kPciAddress0) = kHandPort;
  at<uint16_t>(kPciCommand) = kPciPortsOn;
  return kPortWindow + kHandPort;
}

UartLink::UartLink(uint32_t base) : base_(base) {
  at<uint8_t>(base_ + kFifo) = kFifoOf14;
  if (base_ != kUart) return;
  at<uint8_t>(base_ + kInterrupts) = kReceiveInterrupt;
  at<uint32_t>(kPriority) = 1;
  at<uint32_t>(kEnable) = 1u << kUartInterruptSource;
  at<uint32_t>(kThreshold) = 0;
  wake_at(~uint64_t{0});
  __asm volatile("csrw mie, %0" ::"r"(kMachineExternalInterrupt | kMachineTimerInterrupt));
}

bool UartLink::waits() const {
  return (at<uint8_t>(base_ + kLine) & kByteThere) != 0;
}

size_t UartLink::read(uint8_t* out, size_t capacity) {
  size_t size = 0;
  while (size < capacity && waits()) out[size++] = at<uint8_t>(base_ + kData);
  return size;
}

void UartLink::write(const uint8_t* bytes, size_t size) {
  for (size_t i = 0; i < size; ++i) {
    while ((at<uint8_t>(base_ + kLine) & kTransmitterEmpty) == 0) {
    }
    at<uint8_t>(base_ + kData) = bytes[i];
  }
}

bool UartLink::wait() {
  // Claiming and completing lets the next interrupt become pending; bytes that are there show in
  // the line register whether or not it did.
  at<uint32_t>(kClaim) = at<uint32_t>(kClaim);
  if (!waits()) __asm volatile("wfi" ::: "memory");
  return true;
}

uint64_t TimerClock::milliseconds() const {
  return timer() / kTicksPerMillisecond;
}

BoardPower::BoardPower(const UartLink& line, const UartLink& hand)
    : line_(line), hand_(hand), cause_(start_note::take()) {}

void BoardPower::reset() {
  start_note::expect_reset();
  reset_machine();
}
void BenchPower::reset() {
  reset_machine();
}

void BoardPower::sleep(uint32_t milliseconds) {
  if (milliseconds == 0) return;
  if (milliseconds > kHandPollMilliseconds) milliseconds = kHandPollMilliseconds;
  wake_at(timer() + uint64_t{milliseconds} * kTicksPerMillisecond);
  at<uint32_t>(kClaim) = at<uint32_t>(kClaim);
  if (!line_.waits() && !hand_.waits()) __asm volatile("wfi" ::: "memory");
  wake_at(~uint64_t{0});
}

RetiredMeter::RetiredMeter() {
  start();
  own_cost_ = stop();
}

void RetiredMeter::start() {
  started_ = retired();
}

uint64_t RetiredMeter::stop() {
  const uint64_t cost = retired() - started_;
  return cost > own_cost_ ? cost - own_cost_ : 0;
}

}  // namespace satchel::rv32_virt
