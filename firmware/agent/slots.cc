#include "firmware/agent/slots.h"

#include "wire/smp/serial.h"

namespace satchel {
namespace {

constexpr uint32_t kRecordMagic = 0x544f4c53;  // "SLOT"

struct StoredRecord {
  uint32_t magic;
  SlotRecord record;
  uint32_t check;  // CRC-16 of all before it, its complement above
};
static_assert(sizeof(StoredRecord) == 48, "the record is a format in flash");

uint32_t check_of(const StoredRecord& stored) {
  const uint32_t crc =
      crc16(reinterpret_cast<const uint8_t*>(&stored), offsetof(StoredRecord, check));
  return (~crc & 0xffff) << 16 | crc;
}

uint32_t round_up(uint32_t value, uint32_t unit) {
  return (value + unit - 1) & ~(unit - 1);
}

}  // namespace

uint32_t Slots::record_offset(uint32_t image, uint32_t slot) const {
  return table_.offset + ((image - 1) * kSlotsPerImage + slot) * table_.slot_bytes;
}

uint32_t Slots::body_offset(uint32_t image, uint32_t slot) const {
  return record_offset(image, slot) + flash_->geometry().sector;
}

bool Slots::record(uint32_t image, uint32_t slot, SlotRecord* record) const {
  if (image < 1 || image > table_.images || slot >= kSlotsPerImage) return false;
  StoredRecord stored;
  __builtin_memcpy(&stored, flash_->data() + record_offset(image, slot), sizeof(stored));
  if (stored.magic != kRecordMagic || stored.check != check_of(stored)) return false;
  if (stored.record.length > capacity()) return false;
  *record = stored.record;
  return true;
}

int Slots::active(uint32_t image) const {
  SlotRecord records[kSlotsPerImage];
  int best = -1;
  for (uint32_t slot = 0; slot < kSlotsPerImage; ++slot) {
    if (!record(image, slot, &records[slot])) continue;
    // Generations may wrap: the later one is ahead by less than half the range.
    if (best < 0 || static_cast<int32_t>(records[slot].generation - records[best].generation) > 0) {
      best = static_cast<int>(slot);
    }
  }
  return best;
}

ByteView Slots::package(uint32_t image) const {
  const int slot = active(image);
  SlotRecord found;
  if (slot < 0 || !record(image, static_cast<uint32_t>(slot), &found)) return {};
  return {flash_->data() + body_offset(image, static_cast<uint32_t>(slot)), found.length};
}

FlashStatus SlotWriter::begin(uint32_t image, uint32_t length) {
  image_ = image;
  slot_ = slots_.active(image) == 0 ? 1 : 0;
  length_ = length;
  written_ = erased_ = pending_size_ = 0;
  return slots_.flash().erase(slots_.record_offset(image, slot_), slots_.flash().geometry().sector);
}

// Sectors are erased as the bytes arrive, so that no single request has to wait for a whole slot.
FlashStatus SlotWriter::erase_up_to(uint32_t end) {
  const uint32_t sector = slots_.flash().geometry().sector;
  const uint32_t wanted = round_up(end, sector);
  if (wanted <= erased_) return FlashStatus::kOk;
  const FlashStatus status =
      slots_.flash().erase(slots_.body_offset(image_, slot_) + erased_, wanted - erased_);
  if (status == FlashStatus::kOk) erased_ = wanted;
  return status;
}

FlashStatus SlotWriter::program_pending() {
  const uint32_t unit = slots_.flash().geometry().program_unit;
  const uint32_t start = written_ - pending_size_;
  __builtin_memset(pending_ + pending_size_, 0xff, unit - pending_size_);
  pending_size_ = 0;
  return slots_.flash().program(slots_.body_offset(image_, slot_) + start, pending_, unit);
}

FlashStatus SlotWriter::write(const uint8_t* bytes, uint32_t size) {
  FlashStatus status = erase_up_to(written_ + size);
  const uint32_t unit = slots_.flash().geometry().program_unit;
  while (size > 0 && status == FlashStatus::kOk) {
    uint32_t taken;
    if (pending_size_ == 0 && size >= unit) {
      taken = size & ~(unit - 1);
      status = slots_.flash().program(slots_.body_offset(image_, slot_) + written_, bytes, taken);
      written_ += taken;
    } else {
      taken = unit - pending_size_ < size ? unit - pending_size_ : size;
      __builtin_memcpy(pending_ + pending_size_, bytes, taken);
      pending_size_ += taken;
      written_ += taken;
      if (pending_size_ == unit) status = program_pending();
    }
    bytes += taken;
    size -= taken;
  }
  if (status == FlashStatus::kOk && whole() && pending_size_ != 0) status = program_pending();
  return status;
}

ByteView SlotWriter::body() const {
  return {slots_.flash().data() + slots_.body_offset(image_, slot_), length_};
}

FlashStatus SlotWriter::commit(const uint8_t digest[kSha256Bytes]) {
  SlotRecord previous;
  const int active = slots_.active(image_);
  if (active >= 0) slots_.record(image_, static_cast<uint32_t>(active), &previous);
  StoredRecord stored = {};
  stored.magic = kRecordMagic;
  stored.record.generation = previous.generation + 1;
  stored.record.length = length_;
  __builtin_memcpy(stored.record.digest, digest, kSha256Bytes);
  stored.check = check_of(stored);
  uint8_t units[kMaxProgramUnit];
  const uint32_t size = round_up(sizeof(stored), slots_.flash().geometry().program_unit);
  __builtin_memset(units, 0xff, size);
  __builtin_memcpy(units, &stored, sizeof(stored));
  return slots_.flash().program(slots_.record_offset(image_, slot_), units, size);
}

}  // namespace satchel
