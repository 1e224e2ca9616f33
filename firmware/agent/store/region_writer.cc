#include "firmware/agent/store/region_writer.h"

namespace satchel {

void RegionWriter::begin(uint32_t offset, uint32_t written) {
  offset_ = offset;
  written_ = erased_ = written;
  pending_ = 0;
}

FlashStatus RegionWriter::erase_up_to(uint32_t end) {
  const uint32_t sector = flash_->geometry().sector;
  const uint32_t wanted = (end + sector - 1) & ~(sector - 1);
  if (wanted <= erased_) return FlashStatus::kOk;
  const FlashStatus status = flash_->erase(offset_ + erased_, wanted - erased_);
  if (status == FlashStatus::kOk) erased_ = wanted;
  return status;
}

FlashStatus RegionWriter::program_unit() {
  const uint32_t unit = flash_->geometry().program_unit;
  const uint32_t start = written_ - pending_;
  __builtin_memset(unit_ + pending_, kErased, unit - pending_);
  pending_ = 0;
  return flash_->program(offset_ + start, unit_, unit);
}

FlashStatus RegionWriter::write(const uint8_t* bytes, uint32_t size) {
  FlashStatus status = erase_up_to(written_ + size);
  const uint32_t unit = flash_->geometry().program_unit;
  while (size > 0 && status == FlashStatus::kOk) {
    uint32_t taken;
    if (pending_ == 0 && size >= unit) {
      taken = size & ~(unit - 1);
      status = flash_->program(offset_ + written_, bytes, taken);
      written_ += taken;
    } else {
      taken = unit - pending_ < size ? unit - pending_ : size;
      __builtin_memcpy(unit_ + pending_, bytes, taken);
      pending_ += taken;
      written_ += taken;
      if (pending_ == unit) status = program_unit();
    }
    bytes += taken;
    size -= taken;
  }
  return status;
}

FlashStatus RegionWriter::finish() {
  return pending_ == 0 ? FlashStatus::kOk : program_unit();
}

uint32_t RegionWriter::durable() const {
  return (written_ - pending_) & ~(flash_->geometry().sector - 1);
}

}  // namespace satchel
