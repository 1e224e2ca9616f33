#include "firmware/hal/memory_flash.h"

namespace satchel {

FlashStatus MemoryFlash::erase(uint32_t offset, uint32_t size) {
  const FlashStatus status = check_erase(geometry_, offset, size);
  if (status == FlashStatus::kOk) __builtin_memset(memory_ + offset, 0xff, size);
  return status;
}

FlashStatus MemoryFlash::program(uint32_t offset, const uint8_t* bytes, uint32_t size) {
  const FlashStatus status = check_program(geometry_, memory_, offset, bytes, size);
  if (status == FlashStatus::kOk) __builtin_memcpy(memory_ + offset, bytes, size);
  return status;
}

}  // namespace satchel
