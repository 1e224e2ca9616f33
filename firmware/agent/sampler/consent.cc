#include "firmware/agent/sampler/consent.h"

namespace satchel {
namespace {

ConsentStatus check(ByteView purpose, uint64_t until, uint64_t now) {
  if (purpose.size == 0 || purpose.size > kMaxPurposeBytes) return ConsentStatus::kBadPurpose;
  if (now == 0) return ConsentStatus::kTimeUnknown;
  return until > now ? ConsentStatus::kOk : ConsentStatus::kBadDate;
}

}  // namespace

void Consent::Entry::set(ByteView text, uint64_t date) {
  *this = {};
  until = date;
  purpose_bytes = static_cast<uint8_t>(text.size);
  __builtin_memcpy(purpose, text.data, text.size);
}

Consent::Record Consent::read() const {
  Record record;
  if (!log_->get(RecordKey::kConsent, &record)) record = {};
  return record;
}

ConsentStatus Consent::ask(ByteView purpose, uint64_t until, uint64_t now, uint64_t ms) {
  const ConsentStatus status = check(purpose, until, now);
  if (status != ConsentStatus::kOk) return status;
  if (until - now > kLongestButtonConsent) return ConsentStatus::kBadDate;
  question_.set(purpose, until);
  asked_at_ = ms;
  return ConsentStatus::kOk;
}

bool Consent::asking(uint64_t ms) const {
  return question_.until != 0 && ms - asked_at_ < kConsentQuestionMs;
}

ConsentStatus Consent::pressed(uint64_t now, uint64_t ms) {
  if (!asking(ms)) return ConsentStatus::kNotAsked;
  const Entry question = question_;
  question_ = {};
  return give({question.purpose, question.purpose_bytes}, question.until, now);
}

ConsentStatus Consent::give(ByteView purpose, uint64_t until, uint64_t now) {
  const ConsentStatus status = check(purpose, until, now);
  if (status != ConsentStatus::kOk) return status;
  Record record = read();
  Entry* place = nullptr;
  for (Entry& entry : record.entries) {
    if (entry.is(purpose)) {
      place = &entry;
      break;
    }
    if (place == nullptr && entry.until <= now) place = &entry;
  }
  if (place == nullptr) return ConsentStatus::kFull;
  place->set(purpose, until);
  return log_->put(RecordKey::kConsent, record) == StoreStatus::kOk ? ConsentStatus::kOk
                                                                    : ConsentStatus::kStoreFailed;
}

ConsentStatus Consent::withdraw(ByteView purpose) {
  question_ = {};
  Record record = read();
  bool any = false;
  for (Entry& entry : record.entries) {
    if (purpose.size == 0 || entry.is(purpose)) entry = {};
    any = any || entry.until != 0;
  }
  const StoreStatus status =
      any ? log_->put(RecordKey::kConsent, record) : log_->remove(RecordKey::kConsent);
  return status == StoreStatus::kOk ? ConsentStatus::kOk : ConsentStatus::kStoreFailed;
}

bool Consent::given(ByteView purpose, uint64_t now, uint64_t* until) const {
  const Record record = read();
  for (const Entry& entry : record.entries) {
    if (!entry.is(purpose)) continue;
    *until = entry.until;
    return now != 0 && now < entry.until;
  }
  return false;
}

}  // namespace satchel
