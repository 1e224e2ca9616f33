#include "firmware/boards/rv32_virt/cfi_flash.h"

namespace satchel::rv32_virt {
namespace {

constexpr uintptr_t kBase = 0x22000000;
constexpr uint32_t kSize = 32u << 20;
constexpr uint32_t kSector = 256u << 10;
constexpr uint32_t kUnit = 4;
constexpr uint32_t kBufferBytes = 2048;  // of both chips' write buffers together

// Intel's basic command set (CFI command set 1), the same command for each of the two chips.
constexpr uint32_t both(uint32_t command) {
  return command << 16 | command;
}
constexpr uint32_t kReadArray = both(0xff);
constexpr uint32_t kClearStatus = both(0x50);
constexpr uint32_t kEraseBlock = both(0x20);
constexpr uint32_t kWriteBuffer = both(0xe8);
constexpr uint32_t kConfirm = both(0xd0);
constexpr uint32_t kReady = both(0x80);
constexpr uint32_t kErrors = both(0x7e);

inline volatile uint32_t& at(uint32_t offset) {
  return *reinterpret_cast<volatile uint32_t*>(kBase + offset);
}

// Waits for the operation and returns to reading the array.
bool finish(uint32_t offset) {
  uint32_t status;
  do {
    status = at(offset);
  } while ((status & kReady) != kReady);
  at(offset) = kClearStatus;
  at(offset) = kReadArray;
  return (status & kErrors) == 0;
}

bool write_buffer(uint32_t offset, const uint8_t* bytes, uint32_t words) {
  at(offset) = kWriteBuffer;
  at(offset) = both(words - 1);
  for (uint32_t i = 0; i < words; ++i) {
    uint32_t word;
    __builtin_memcpy(&word, bytes + 4 * i, 4);
    at(offset + 4 * i) = word;
  }
  at(offset) = kConfirm;
  return finish(offset);
}

}  // namespace

FlashGeometry CfiFlash::geometry() const {
  return {kSize, kSector, kUnit};
}
const uint8_t* CfiFlash::data() const {
  return reinterpret_cast<const uint8_t*>(kBase);
}

FlashStatus CfiFlash::erase(uint32_t offset, uint32_t size) {
  const FlashStatus status = check_erase(geometry(), offset, size);
  if (status != FlashStatus::kOk) return status;
  for (uint32_t end = offset + size; offset < end; offset += kSector) {
    at(offset) = kEraseBlock;
    at(offset) = kConfirm;
    if (!finish(offset)) return FlashStatus::kFailed;
  }
  return FlashStatus::kOk;
}

FlashStatus CfiFlash::program(uint32_t offset, const uint8_t* bytes, uint32_t size) {
  const FlashStatus status = check_program(geometry(), data(), offset, bytes, size);
  if (status != FlashStatus::kOk) return status;
  for (uint32_t done = 0; done < size;) {
    // A buffer is written within one aligned block.
    uint32_t count = kBufferBytes - ((offset + done) & (kBufferBytes - 1));
    if (count > size - done) count = size - done;
    if (!write_buffer(offset + done, bytes + done, count / 4)) return FlashStatus::kFailed;
    done += count;
  }
  return FlashStatus::kOk;
}

}  // namespace satchel::rv32_virt
