#pragma once

#include <stdint.h>

#include "firmware/hal/flash.h"
#include "firmware/hal/hash.h"
#include "wire/cbor/cbor.h"

namespace satchel {

// Where packages live in flash. Each lesson is an image, numbered from 1 (0 is the firmware), with
// two slots, so that a new package never overwrites the one that runs.
//
// A slot is a record in a sector of its own, then the package. The record is programmed last and
// only when the package is whole: without it the slot is empty, whatever is in it. Of two slots
// with records the one of the later generation is active. So power may go at any moment and the old
// or the new package is there.
struct SlotTable {
  uint32_t offset;      // in flash, a multiple of the sector
  uint32_t slot_bytes;  // record's sector and package together, a multiple of the sector
  uint32_t images;
};

inline constexpr uint32_t kSlotsPerImage = 2;

struct SlotRecord {
  uint32_t generation = 0;
  uint32_t length = 0;  // of the package
  uint8_t digest[kSha256Bytes] = {};
};

// Reads the table. Cheap: nothing is kept but the borrowed flash.
class Slots {
 public:
  Slots(Flash& flash, const SlotTable& table) : flash_(&flash), table_(table) {}

  uint32_t images() const { return table_.images; }
  // The longest package.
  uint32_t capacity() const { return table_.slot_bytes - flash_->geometry().sector; }
  Flash& flash() const { return *flash_; }

  // image 1 .. images(), slot 0 or 1. False when the slot holds no whole package.
  bool record(uint32_t image, uint32_t slot, SlotRecord* record) const;
  // The slot in use, -1 when the image has none.
  int active(uint32_t image) const;
  // The package in the slot in use, empty when there is none.
  ByteView package(uint32_t image) const;

  uint32_t record_offset(uint32_t image, uint32_t slot) const;
  uint32_t body_offset(uint32_t image, uint32_t slot) const;

 private:
  Flash* flash_;
  SlotTable table_;
};

// Writes one package into the slot that is not in use, in order, a chunk at a time.
class SlotWriter {
 public:
  explicit SlotWriter(const Slots& slots) : slots_(slots) {}

  // REQUIRES: 1 <= image <= images(), length <= capacity(). What was begun before is given up.
  FlashStatus begin(uint32_t image, uint32_t length);
  // The next bytes; not more than the length that was announced.
  FlashStatus write(const uint8_t* bytes, uint32_t size);
  uint32_t written() const { return written_; }
  uint32_t image() const { return image_; }
  uint32_t length() const { return length_; }
  bool whole() const { return length_ != 0 && written_ == length_; }

  // The bytes as they are in flash. REQUIRES: whole().
  ByteView body() const;
  // Makes the slot the one in use. REQUIRES: whole().
  FlashStatus commit(const uint8_t digest[kSha256Bytes]);

 private:
  FlashStatus program_pending();
  FlashStatus erase_up_to(uint32_t end);

  Slots slots_;
  uint32_t image_ = 0;
  uint32_t slot_ = 0;
  uint32_t length_ = 0;
  uint32_t written_ = 0;  // bytes taken, those in pending_ included
  uint32_t erased_ = 0;   // bytes of the body whose sectors are erased
  uint32_t pending_size_ = 0;
  uint8_t pending_[kMaxProgramUnit];  // the beginning of a program unit
};

}  // namespace satchel
