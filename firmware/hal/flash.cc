#include "firmware/hal/flash.h"

namespace satchel {
namespace {

bool inside(const FlashGeometry& geometry, uint32_t offset, uint32_t size) {
  return offset <= geometry.size && size <= geometry.size - offset;
}

}  // namespace

FlashStatus check_erase(const FlashGeometry& geometry, uint32_t offset, uint32_t size) {
  if (!inside(geometry, offset, size)) return FlashStatus::kOutOfRange;
  if (((offset | size) & (geometry.sector - 1)) != 0) return FlashStatus::kUnaligned;
  return FlashStatus::kOk;
}

FlashStatus check_program(const FlashGeometry& geometry, const uint8_t* memory, uint32_t offset,
                          const uint8_t* bytes, uint32_t size) {
  if (!inside(geometry, offset, size)) return FlashStatus::kOutOfRange;
  if (((offset | size) & (geometry.program_unit - 1)) != 0) return FlashStatus::kUnaligned;
  for (uint32_t i = 0; i < size; ++i) {
    if ((bytes[i] & ~memory[offset + i]) != 0) return FlashStatus::kNotErased;
    if (geometry.write_once && memory[offset + i] != kErased) return FlashStatus::kNotErased;
  }
  return FlashStatus::kOk;
}

}  // namespace satchel
