#include "firmware/agent/store/erasure.h"

namespace satchel {
namespace {

bool survives(RecordKey key) {
  return key == RecordKey::kLedger || key == RecordKey::kTime || key == RecordKey::kErasing;
}

bool erase_area(Flash& flash, uint32_t offset, uint32_t size) {
  return size == 0 || flash.erase(offset, size) == FlashStatus::kOk;
}

}  // namespace

StoreStatus erase_kit(RecordLog& log, Flash& flash, const FlashPlan& plan) {
  const uint8_t begun = 1;
  const StoreStatus status = log.put(RecordKey::kErasing, begun);
  return status == StoreStatus::kOk ? resume_erasure(log, flash, plan) : status;
}

StoreStatus resume_erasure(RecordLog& log, Flash& flash, const FlashPlan& plan) {
  if (!log.has(RecordKey::kErasing)) return StoreStatus::kOk;
  for (uint32_t number = 0; number < kRecordKeys; ++number) {
    const RecordKey key = static_cast<RecordKey>(number);
    if (survives(key)) continue;
    const StoreStatus status = log.remove(key);
    if (status != StoreStatus::kOk) return status;
  }
  if (!erase_area(flash, plan.slots.offset, plan.slots.slot_bytes * plan.slots.lessons * kSlots) ||
      !erase_area(flash, plan.samples.offset, plan.samples.place_bytes * plan.samples.places)) {
    return StoreStatus::kWorn;
  }
  const StoreStatus status = log.scrub();
  return status == StoreStatus::kOk ? log.remove(RecordKey::kErasing) : status;
}

}  // namespace satchel
