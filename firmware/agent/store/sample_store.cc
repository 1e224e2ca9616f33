#include "firmware/agent/store/sample_store.h"

namespace satchel {
namespace {

SampleStatus of(StoreStatus status) {
  return status == StoreStatus::kOk ? SampleStatus::kOk : SampleStatus::kStoreFailed;
}

SampleStatus of(FlashStatus status) {
  return status == FlashStatus::kOk ? SampleStatus::kOk : SampleStatus::kFlashFailed;
}

}  // namespace

static_assert(sizeof(SampleRecord) == 56, "a format in flash");

SampleStatus SampleStore::put(uint32_t place, const SampleRecord& record) {
  return of(log_->put(sample_key(place), record));
}

SampleStatus SampleStore::erase(uint32_t place) {
  return of(flash_->erase(area_.place(place), area_.place_bytes));
}

bool SampleStore::about(uint32_t place, SampleRecord* record) const {
  return place < area_.places && log_->get(sample_key(place), record);
}

ByteView SampleStore::sealed(uint32_t place) const {
  SampleRecord record;
  if (!about(place, &record) || record.state != SampleState::kWhole) return {};
  return {flash_->data() + area_.place(place), record.bytes};
}

SampleStatus SampleStore::start() {
  writing_ = kNoPlace;
  SampleStatus result = SampleStatus::kOk;
  for (uint32_t place = 0; place < area_.places; ++place) {
    SampleRecord record;
    if (!about(place, &record)) continue;
    SampleStatus status = SampleStatus::kOk;
    if (record.state == SampleState::kWriting) {
      status = erase(place);
      if (status == SampleStatus::kOk) status = of(log_->remove(sample_key(place)));
    } else if (record.state == SampleState::kErasing) {
      status = finish_removal(place, record);
    }
    if (status != SampleStatus::kOk) result = status;
  }
  return result;
}

SampleStatus SampleStore::begin(const SampleRecord& about) {
  const SampleStatus status = abandon();
  if (status != SampleStatus::kOk) return status;
  for (uint32_t place = 0; place < area_.places; ++place) {
    if (log_->has(sample_key(place))) continue;
    SampleRecord record = about;
    record.bytes = 0;
    record.state = SampleState::kWriting;
    const SampleStatus stored = put(place, record);
    if (stored != SampleStatus::kOk) return stored;
    writer_.begin(area_.place(place), 0);
    writing_ = place;
    return SampleStatus::kOk;
  }
  return SampleStatus::kNoPlace;
}

SampleStatus SampleStore::write(const uint8_t* bytes, uint32_t size) {
  if (writing_ == kNoPlace) return SampleStatus::kNoSample;
  if (size > area_.place_bytes - writer_.written()) return SampleStatus::kTooLong;
  return of(writer_.write(bytes, size));
}

SampleStatus SampleStore::finish() {
  SampleRecord record;
  if (writing_ == kNoPlace || !about(writing_, &record)) return SampleStatus::kNoSample;
  const SampleStatus status = of(writer_.finish());
  if (status != SampleStatus::kOk) return status;
  record.bytes = writer_.written();
  record.state = SampleState::kWhole;
  const SampleStatus stored = put(writing_, record);
  if (stored == SampleStatus::kOk) writing_ = kNoPlace;
  return stored;
}

SampleStatus SampleStore::abandon() {
  if (writing_ == kNoPlace) return SampleStatus::kOk;
  const uint32_t place = writing_;
  writing_ = kNoPlace;
  const SampleStatus status = erase(place);
  return status == SampleStatus::kOk ? of(log_->remove(sample_key(place))) : status;
}

SampleStatus SampleStore::finish_removal(uint32_t place, SampleRecord record) {
  const SampleStatus status = erase(place);
  if (status != SampleStatus::kOk) return status;
  record.state = SampleState::kGone;
  record.bytes = 0;
  return put(place, record);
}

SampleStatus SampleStore::remove(uint32_t place, uint8_t reason) {
  SampleRecord record;
  if (!about(place, &record)) return SampleStatus::kNoSample;
  if (record.state != SampleState::kWhole && record.state != SampleState::kErasing) {
    return SampleStatus::kNoSample;
  }
  record.state = SampleState::kErasing;
  record.reason = reason;
  const SampleStatus status = put(place, record);
  return status == SampleStatus::kOk ? finish_removal(place, record) : status;
}

SampleStatus SampleStore::remove_due(uint64_t now) {
  SampleStatus result = SampleStatus::kOk;
  for (uint32_t place = 0; place < area_.places; ++place) {
    SampleRecord record;
    if (!about(place, &record) || record.state != SampleState::kWhole) continue;
    if (record.delete_by > now) continue;
    const SampleStatus status = remove(place);
    if (status != SampleStatus::kOk) result = status;
  }
  return result;
}

SampleStatus SampleStore::drop_receipt(uint32_t place) {
  SampleRecord record;
  if (!about(place, &record) || record.state != SampleState::kGone) {
    return SampleStatus::kNoSample;
  }
  return of(log_->remove(sample_key(place)));
}

}  // namespace satchel
