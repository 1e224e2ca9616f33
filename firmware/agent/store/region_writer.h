#pragma once

#include "firmware/hal/flash.h"

namespace satchel {

// Writes a region of flash from front to back, in pieces of any size. Sectors are erased as the
// bytes arrive, so that no single call has to wait for a whole region; what lies behind stays as it
// was.
class RegionWriter {
 public:
  // `unit` has room for one program unit and outlives the writer.
  RegionWriter(Flash& flash, uint8_t* unit) : flash_(&flash), unit_(unit) {}

  // The region begins at `offset`; the first `written` bytes are there already. Both are whole
  // sectors. What was begun before is given up.
  void begin(uint32_t offset, uint32_t written);
  // After a failure the region is lost: begin again.
  FlashStatus write(const uint8_t* bytes, uint32_t size);
  // Programs what is left of the last unit. The region takes nothing any more.
  FlashStatus finish();

  // Bytes taken so far, and those of them that fill whole sectors and are in flash.
  uint32_t written() const { return written_; }
  uint32_t durable() const;

 private:
  FlashStatus erase_up_to(uint32_t end);
  FlashStatus program_unit();

  Flash* flash_;
  uint8_t* unit_;
  uint32_t offset_ = 0;
  uint32_t written_ = 0;  // those in unit_ included
  uint32_t erased_ = 0;
  uint32_t pending_ = 0;  // bytes in unit_
};

}  // namespace satchel
