#include "firmware/agent/update/erasure.h"

#include "firmware/agent/update/lesson_record.h"

namespace satchel {
namespace {

bool is_one_of(RecordKey key, RecordKey first, uint32_t count) {
  const uint32_t number = static_cast<uint32_t>(key);
  return number >= static_cast<uint32_t>(first) && number < static_cast<uint32_t>(first) + count;
}

bool goes(RecordKey key, uint8_t what) {
  if (key == RecordKey::kErasing) return false;
  if ((what & erasure::kAll) != 0) return key != RecordKey::kLedger && key != RecordKey::kTime;
  if (is_one_of(key, RecordKey::kFirstSample, kMaxSamples)) return (what & erasure::kSamples) != 0;
  const bool setting = key == RecordKey::kConfiguration || key == RecordKey::kNarrowing ||
                       key == RecordKey::kConsent;
  return setting && (what & erasure::kSettings) != 0;
}

bool erase_area(Flash& flash, uint32_t offset, uint32_t size) {
  return size == 0 || flash.erase(offset, size) == FlashStatus::kOk;
}

// The accepted envelope stays, so that its package may come again and no older one can.
StoreStatus forget_packages(RecordLog& log, uint32_t lessons) {
  for (uint32_t lesson = 0; lesson < lessons; ++lesson) {
    LessonRecord record;
    if (!log.get(lesson_key(lesson), &record)) continue;
    record.content[0] = record.content[1] = SlotContent::kNothing;
    record.running = kNoSlot;
    record.target = 0;
    record.phase = UpdatePhase::kAccepted;
    record.trial_starts = 0;
    const StoreStatus status = log.put(lesson_key(lesson), record);
    if (status != StoreStatus::kOk) return status;
  }
  return log.remove(RecordKey::kTransfer);
}

StoreStatus forget_records(RecordLog& log, const FlashPlan& plan, uint8_t what) {
  for (uint32_t number = 0; number < kRecordKeys; ++number) {
    const RecordKey key = static_cast<RecordKey>(number);
    if (!goes(key, what)) continue;
    const StoreStatus status = log.remove(key);
    if (status != StoreStatus::kOk) return status;
  }
  const bool packages_only = (what & erasure::kPackages) != 0 && (what & erasure::kAll) == 0;
  return packages_only ? forget_packages(log, plan.slots.lessons) : StoreStatus::kOk;
}

}  // namespace

StoreStatus erase_kit(RecordLog& log, Flash& flash, const FlashPlan& plan, uint8_t what) {
  const StoreStatus status = log.put(RecordKey::kErasing, what);
  return status == StoreStatus::kOk ? resume_erasure(log, flash, plan) : status;
}

StoreStatus resume_erasure(RecordLog& log, Flash& flash, const FlashPlan& plan) {
  uint8_t what;
  if (!log.get(RecordKey::kErasing, &what)) return StoreStatus::kOk;
  const StoreStatus forgotten = forget_records(log, plan, what);
  if (forgotten != StoreStatus::kOk) return forgotten;
  const SlotArea& slots = plan.slots;
  const SampleArea& samples = plan.samples;
  const uint8_t all = erasure::kAll;
  if ((what & (all | erasure::kPackages)) != 0 &&
      !erase_area(flash, slots.offset, slots.slot_bytes * slots.lessons * kSlots)) {
    return StoreStatus::kWorn;
  }
  if ((what & (all | erasure::kSamples)) != 0 &&
      !erase_area(flash, samples.offset, samples.place_bytes * samples.places)) {
    return StoreStatus::kWorn;
  }
  const StoreStatus status = log.scrub();
  return status == StoreStatus::kOk ? log.remove(RecordKey::kErasing) : status;
}

}  // namespace satchel
