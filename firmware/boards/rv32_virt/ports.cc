#include "firmware/boards/rv32_virt/ports.h"

namespace satchel::rv32_virt {
namespace {

template <typename T>
inline volatile T& at(uint32_t address) {
  return *reinterpret_cast<volatile T*>(address);
}

// 16550: registers a byte apart.
constexpr uint32_t kUart = 0x10000000;
constexpr uint32_t kUartData = kUart + 0;
constexpr uint32_t kUartInterrupts = kUart + 1;
constexpr uint32_t kUartFifo = kUart + 2;
constexpr uint32_t kUartLine =
    kUart + 5;  // bit 0: a byte is there, bit 5: the transmitter is empty
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
constexpr uint32_t kMachineExternalInterrupt = 1u << 11;

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

}  // namespace

UartLink::UartLink() {
  at<uint8_t>(kUartFifo) = kFifoOf14;
  at<uint8_t>(kUartInterrupts) = kReceiveInterrupt;
  at<uint32_t>(kPriority) = 1;
  at<uint32_t>(kEnable) = 1u << kUartInterruptSource;
  at<uint32_t>(kThreshold) = 0;
  __asm volatile("csrw mie, %0" ::"r"(kMachineExternalInterrupt));
}

size_t UartLink::read(uint8_t* out, size_t capacity) {
  size_t size = 0;
  while (size < capacity && (at<uint8_t>(kUartLine) & kByteThere) != 0) {
    out[size++] = at<uint8_t>(kUartData);
  }
  return size;
}

void UartLink::write(const uint8_t* bytes, size_t size) {
  for (size_t i = 0; i < size; ++i) {
    while ((at<uint8_t>(kUartLine) & kTransmitterEmpty) == 0) {
    }
    at<uint8_t>(kUartData) = bytes[i];
  }
}

bool UartLink::wait() {
  // Claiming and completing lets the next interrupt become pending; bytes that are there show in
  // the line register whether or not it did.
  at<uint32_t>(kClaim) = at<uint32_t>(kClaim);
  if ((at<uint8_t>(kUartLine) & kByteThere) == 0) __asm volatile("wfi" ::: "memory");
  return true;
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

void FinisherReset::reset() {
  at<uint32_t>(kFinisher) = kFinisherReset;
  for (;;) {
  }
}

}  // namespace satchel::rv32_virt
