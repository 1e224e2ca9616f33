// A package is tried and confirmed; slots are emptied.
#include "firmware/agent/update/updates.h"

namespace satchel {

UpdateStatus Updates::test(uint32_t lesson, const uint8_t digest[kSha256Bytes], uint64_t now) {
  LessonRecord record;
  if (!this->lesson(lesson, &record)) return UpdateStatus::kNoLesson;
  if (__builtin_memcmp(record.package_digest, digest, kSha256Bytes) != 0) {
    return UpdateStatus::kOtherDigest;
  }
  if (on_trial(lesson, record)) return UpdateStatus::kOk;
  if (record.phase != UpdatePhase::kReady) return UpdateStatus::kNotReady;
  if (record.use_before != 0 && (now == 0 || now > record.use_before)) {
    return UpdateStatus::kExpired;
  }
  const UpdateStatus proof = prove(lesson, &record);
  if (proof != UpdateStatus::kOk) return proof;
  record.phase = UpdatePhase::kTrial;
  record.trial_starts = 0;
  good_[lesson] = 0;
  barred_[lesson] = false;
  return put(lesson, record);
}

UpdateStatus Updates::observe(uint32_t lesson, bool good) {
  LessonRecord record;
  if (!this->lesson(lesson, &record)) return UpdateStatus::kNoLesson;
  if (!on_trial(lesson, record)) return UpdateStatus::kNotOnTrial;
  if (!good) return fail(lesson, &record, UpdateStatus::kUnhealthy);
  if (good_[lesson] < kHealthyWindows) ++good_[lesson];
  return UpdateStatus::kOk;
}

UpdateStatus Updates::confirm(uint32_t lesson) {
  LessonRecord record;
  if (!this->lesson(lesson, &record)) return UpdateStatus::kNoLesson;
  // Asked again, because the answer got lost.
  if (record.phase == UpdatePhase::kIdle) return UpdateStatus::kOk;
  if (!on_trial(lesson, record)) return UpdateStatus::kNotOnTrial;
  if (!healthy(lesson)) return UpdateStatus::kHealthUnknown;
  record.running = record.target;
  record.target = kNoSlot;
  record.phase = UpdatePhase::kIdle;
  const UpdateStatus status = put(lesson, record);
  if (status == UpdateStatus::kOk) damaged_[lesson] = false;
  return status;
}

UpdateStatus Updates::erase(uint32_t lesson, uint8_t slot) {
  LessonRecord record;
  if (slot >= kSlots || !this->lesson(lesson, &record)) return UpdateStatus::kNoLesson;
  const bool target = slot == record.target;
  if (slot == record.running || (target && record.phase == UpdatePhase::kTrial)) {
    return UpdateStatus::kSlotInUse;
  }
  record.content[slot] = SlotContent::kNothing;
  if (target) {
    if (record.phase == UpdatePhase::kReady) record.phase = UpdatePhase::kAccepted;
    if (arriving_ == lesson) arriving_ = kNoLesson;
  }
  const UpdateStatus status = put(lesson, record);
  if (status != UpdateStatus::kOk) return status;
  const FlashStatus erased = flash_->erase(area_.slot(lesson, slot), area_.slot_bytes);
  return erased == FlashStatus::kOk ? UpdateStatus::kOk : UpdateStatus::kFlashFailed;
}

}  // namespace satchel
