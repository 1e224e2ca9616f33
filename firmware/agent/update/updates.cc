#include "firmware/agent/update/updates.h"

// An envelope comes; what runs.
namespace satchel {

bool Updates::lesson(uint32_t lesson, LessonRecord* record) const {
  return lesson < area_.lessons && log_->get(lesson_key(lesson), record);
}

UpdateStatus Updates::put(uint32_t lesson, const LessonRecord& record) {
  ++changes_;
  const StoreStatus status = log_->put(lesson_key(lesson), record);
  return status == StoreStatus::kOk ? UpdateStatus::kOk : UpdateStatus::kStoreFailed;
}

ByteView Updates::bytes_in(uint32_t lesson, uint8_t slot, uint32_t bytes) const {
  return {flash_->data() + area_.slot(lesson, slot), bytes};
}

bool Updates::has_digest(ByteView bytes, const uint8_t digest[kSha256Bytes]) {
  uint8_t found[kSha256Bytes];
  hash_->start();
  hash_->update(bytes.data, bytes.size);
  hash_->finish(found);
  return __builtin_memcmp(found, digest, kSha256Bytes) == 0;
}

bool Updates::intact(uint32_t lesson, uint8_t slot, const LessonRecord& record) {
  return record.content[slot] == SlotContent::kWhole && record.bytes[slot] <= area_.slot_bytes &&
         has_digest(bytes_in(lesson, slot, record.bytes[slot]), record.digest[slot]);
}

ByteView Updates::package(uint32_t lesson) const {
  LessonRecord record;
  if (!this->lesson(lesson, &record)) return {};
  const bool trial = on_trial(lesson, record);
  const uint8_t slot = trial ? record.target : record.running;
  if (slot == kNoSlot || (!trial && damaged_[lesson])) return {};
  return bytes_in(lesson, slot, record.bytes[slot]);
}

ByteView Updates::confirmed(uint32_t lesson) const {
  LessonRecord record;
  const bool there = this->lesson(lesson, &record) && record.running != kNoSlot;
  if (!there || damaged_[lesson]) return {};
  return bytes_in(lesson, record.running, record.bytes[record.running]);
}

void Updates::start() {
  arriving_ = kNoLesson;
  for (uint32_t lesson = 0; lesson < area_.lessons; ++lesson) {
    good_[lesson] = 0;
    damaged_[lesson] = barred_[lesson] = false;
    LessonRecord record;
    if (!this->lesson(lesson, &record)) continue;
    damaged_[lesson] = record.running != kNoSlot && !intact(lesson, record.running, record);
    if (record.phase == UpdatePhase::kTrial) resume_trial(lesson, &record);
    // Cut off between acceptance and the proof of a package that was there already.
    if (record.phase == UpdatePhase::kAccepted &&
        record.holds(record.target, record.package_digest)) {
      prove(lesson, &record);
    }
  }
}

// The start is counted before the model runs, so that one that crashes the kit is left after a few.
void Updates::resume_trial(uint32_t lesson, LessonRecord* record) {
  ++record->trial_starts;
  UpdateStatus status = UpdateStatus::kOk;
  if (record->trial_starts > kMaxTrialStarts) {
    status = UpdateStatus::kTrialRestarts;
  } else if (!intact(lesson, record->target, *record)) {
    status = UpdateStatus::kSlotDamaged;
  } else {
    status = put(lesson, *record);
  }
  if (status == UpdateStatus::kOk) {
    const ByteView package = bytes_in(lesson, record->target, record->bytes[record->target]);
    status = prover_->prove(package, record->lesson());
  }
  if (status != UpdateStatus::kOk) fail(lesson, record, status);
}

// The place of the lesson of that name, or a free one with a record to begin with, or kNoLesson.
uint32_t Updates::place_of(ByteView name, LessonRecord* record) const {
  uint32_t free = kNoLesson;
  for (uint32_t i = area_.lessons; i-- > 0;) {
    if (!lesson(i, record)) {
      free = i;
      continue;
    }
    const ByteView known = record->lesson();
    if (known.size == name.size && __builtin_memcmp(known.data, name.data, name.size) == 0) {
      return i;
    }
  }
  *record = {};
  record->running = record->target = kNoSlot;
  record->name_bytes = static_cast<uint8_t>(name.size);
  __builtin_memcpy(record->name, name.data, name.size);
  return free;
}

UpdateStatus Updates::accept(ByteView envelope, const UpdateConditions& conditions,
                             Acceptance* acceptance) {
  *acceptance = {};
  if (conditions.publisher == nullptr) return UpdateStatus::kUnprovisioned;
  ModelUpdate update;
  acceptance->reason = open_update(envelope, *conditions.publisher, *hash_, &update);
  if (acceptance->reason != SuitStatus::kOk) return UpdateStatus::kEnvelopeRefused;
  acceptance->package_bytes = update.size;
  uint8_t digest[kSha256Bytes];
  hash_->start();
  hash_->update(envelope.data, envelope.size);
  hash_->finish(digest);

  LessonRecord record;
  const uint32_t place = place_of(update.lesson, &record);
  const bool known = place != kNoLesson && log_->has(lesson_key(place));
  KitState kit;
  __builtin_memcpy(kit.class_id, conditions.class_id, kUuidBytes);
  kit.slot_bytes = area_.slot_bytes;
  kit.firmware = conditions.firmware;
  kit.now = conditions.now;
  kit.battery = conditions.battery;
  kit.accepted = known;
  kit.sequence = record.sequence;
  __builtin_memcpy(kit.envelope_digest, record.envelope_digest, kSha256Bytes);
  acceptance->reason = judge_update(update, digest, kit);
  if (acceptance->reason != SuitStatus::kOk) return UpdateStatus::kEnvelopeRefused;
  if (place == kNoLesson) return UpdateStatus::kNoPlace;

  acceptance->lesson = place;
  // The same envelope again goes on where it was, and begins anew what failed.
  const bool again = known && update.sequence == record.sequence;
  if (again && record.phase != UpdatePhase::kFailed) {
    acceptance->transfer = record.phase == UpdatePhase::kAccepted;
    return UpdateStatus::kOk;
  }
  __builtin_memcpy(record.envelope_digest, digest, kSha256Bytes);
  const UpdateStatus status = adopt(place, update, &record);
  acceptance->transfer = status == UpdateStatus::kOk && record.phase == UpdatePhase::kAccepted;
  return status;
}

// Raises the sequence number and chooses the slot, in one record.
UpdateStatus Updates::adopt(uint32_t lesson, const ModelUpdate& update, LessonRecord* record) {
  record->sequence = update.sequence;
  record->use_before = update.has_use_before ? update.use_before : 0;
  record->package_bytes = update.size;
  __builtin_memcpy(record->package_digest, update.digest, kSha256Bytes);
  record->failure = UpdateStatus::kOk;
  record->trial_starts = 0;
  arriving_ = kNoLesson;
  good_[lesson] = 0;
  if (record->holds(record->running, update.digest) && !damaged_[lesson]) {
    record->target = kNoSlot;
    record->phase = UpdatePhase::kIdle;
    return put(lesson, *record);
  }
  record->target = record->running != kNoSlot        ? static_cast<uint8_t>(1 - record->running)
                   : record->holds(1, update.digest) ? uint8_t{1}
                                                     : uint8_t{0};
  record->phase = UpdatePhase::kAccepted;
  const UpdateStatus status = put(lesson, *record);
  if (status != UpdateStatus::kOk || !record->holds(record->target, update.digest)) return status;
  return prove(lesson, record);
}

}  // namespace satchel
