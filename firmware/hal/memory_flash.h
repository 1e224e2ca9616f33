#pragma once

#include "firmware/hal/flash.h"

namespace satchel {

// Flash made of memory that something else keeps: the emulator's file behind a RAM, a mapped file,
// a test's array. It obeys flash's laws, so that code which works on it works on flash.
class MemoryFlash final : public Flash {
 public:
  // `memory` holds geometry.size bytes, is aligned to 16 and outlives the object.
  MemoryFlash(uint8_t* memory, const FlashGeometry& geometry)
      : memory_(memory), geometry_(geometry) {}

  FlashGeometry geometry() const override { return geometry_; }
  const uint8_t* data() const override { return memory_; }
  FlashStatus erase(uint32_t offset, uint32_t size) override;
  FlashStatus program(uint32_t offset, const uint8_t* bytes, uint32_t size) override;

 private:
  uint8_t* memory_;
  FlashGeometry geometry_;
};

}  // namespace satchel
