// A package comes and proves itself.
#include "firmware/agent/update/updates.h"

namespace satchel {

// Goes on where the last start left off, at a sector's edge, or at the beginning.
void Updates::open_transfer(uint32_t lesson, const LessonRecord& record) {
  TransferRecord transfer;
  uint32_t done = 0;
  if (record.content[record.target] == SlotContent::kArriving &&
      log_->get(RecordKey::kTransfer, &transfer) && transfer.sequence == record.sequence &&
      transfer.lesson == lesson && transfer.slot == record.target &&
      transfer.done < record.package_bytes) {
    done = transfer.done;
  }
  writer_.begin(area_.slot(lesson, record.target), done);
  arriving_ = lesson;
}

UpdateStatus Updates::progress(uint32_t lesson, uint32_t* wanted) {
  *wanted = 0;
  LessonRecord record;
  if (!this->lesson(lesson, &record)) return UpdateStatus::kNoLesson;
  if (record.phase != UpdatePhase::kAccepted) return UpdateStatus::kNothingAccepted;
  if (arriving_ != lesson) open_transfer(lesson, record);
  *wanted = writer_.written();
  return UpdateStatus::kOk;
}

// What the slot held is forgotten before its first byte is erased, and with it how far an earlier
// transfer of the same envelope had come.
UpdateStatus Updates::begin_arrival(uint32_t lesson, LessonRecord* record) {
  if (log_->remove(RecordKey::kTransfer) != StoreStatus::kOk) return UpdateStatus::kStoreFailed;
  record->content[record->target] = SlotContent::kArriving;
  return put(lesson, *record);
}

UpdateStatus Updates::take(uint32_t lesson, const LessonRecord& record, ByteView bytes) {
  const uint32_t before = writer_.durable();
  const FlashStatus written = writer_.write(bytes.data, static_cast<uint32_t>(bytes.size));
  if (written != FlashStatus::kOk) return UpdateStatus::kFlashFailed;
  const uint32_t after = writer_.durable();
  if (writer_.written() == record.package_bytes) {
    return writer_.finish() == FlashStatus::kOk ? UpdateStatus::kOk : UpdateStatus::kFlashFailed;
  }
  if (after == before) return UpdateStatus::kOk;
  const TransferRecord transfer = {
      record.sequence, after, static_cast<uint8_t>(lesson), record.target, {}};
  const StoreStatus stored = log_->put(RecordKey::kTransfer, transfer);
  return stored == StoreStatus::kOk ? UpdateStatus::kOk : UpdateStatus::kStoreFailed;
}

UpdateStatus Updates::chunk(uint32_t lesson, uint32_t offset, ByteView bytes, uint32_t* wanted) {
  UpdateStatus status = progress(lesson, wanted);
  if (status != UpdateStatus::kOk) return status;
  if (offset != *wanted) return UpdateStatus::kWrongOffset;
  LessonRecord record;
  this->lesson(lesson, &record);
  if (bytes.size > record.package_bytes - offset) return UpdateStatus::kTooManyBytes;
  if (bytes.size == 0) return UpdateStatus::kOk;
  if (offset == 0) status = begin_arrival(lesson, &record);
  if (status == UpdateStatus::kOk) status = take(lesson, record, bytes);
  if (status != UpdateStatus::kOk) {
    arriving_ = kNoLesson;
    *wanted = 0;
    return fail(lesson, &record, status);
  }
  *wanted = writer_.written();
  if (*wanted != record.package_bytes) return UpdateStatus::kOk;
  arriving_ = kNoLesson;
  return prove(lesson, &record);
}

// The package in the target slot, from its first byte to its golden vectors.
UpdateStatus Updates::prove(uint32_t lesson, LessonRecord* record) {
  const uint8_t slot = record->target;
  const ByteView package = bytes_in(lesson, slot, record->package_bytes);
  UpdateStatus status = UpdateStatus::kWrongDigest;
  if (has_digest(package, record->package_digest)) {
    status = prover_->prove(package, record->lesson());
    ++changes_;
  }
  if (status != UpdateStatus::kOk) {
    record->content[slot] = SlotContent::kNothing;
    return fail(lesson, record, status);
  }
  record->content[slot] = SlotContent::kWhole;
  record->bytes[slot] = record->package_bytes;
  __builtin_memcpy(record->digest[slot], record->package_digest, kSha256Bytes);
  record->phase = UpdatePhase::kReady;
  return put(lesson, *record);
}

// The update under way has ended; what ran before runs. Answers the failure, whether or not it
// could be stored.
UpdateStatus Updates::fail(uint32_t lesson, LessonRecord* record, UpdateStatus failure) {
  record->phase = UpdatePhase::kFailed;
  record->failure = failure;
  good_[lesson] = 0;
  barred_[lesson] = put(lesson, *record) != UpdateStatus::kOk;
  return failure;
}

}  // namespace satchel
