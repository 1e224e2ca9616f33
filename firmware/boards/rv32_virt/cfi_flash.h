#pragma once

#include "firmware/hal/flash.h"

namespace satchel::rv32_virt {

// The second CFI flash unit of the `virt` machine (0x22000000, 32 MiB): two 16-bit chips with
// Intel's command set side by side, which QEMU keeps in a file. QEMU's chip overwrites bits that a
// real one could not set, so the driver checks flash's laws itself.
class CfiFlash final : public Flash {
 public:
  FlashGeometry geometry() const override;
  const uint8_t* data() const override;
  FlashStatus erase(uint32_t offset, uint32_t size) override;
  FlashStatus program(uint32_t offset, const uint8_t* bytes, uint32_t size) override;
};

}  // namespace satchel::rv32_virt
