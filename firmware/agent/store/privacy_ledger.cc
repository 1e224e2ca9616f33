#include "firmware/agent/store/privacy_ledger.h"

namespace satchel {

static_assert(sizeof(LedgerRecord) == 32, "a format in flash");

LedgerRecord PrivacyLedger::record() const {
  LedgerRecord record;
  if (!log_->get(RecordKey::kLedger, &record)) return {};
  return record;
}

LedgerStatus PrivacyLedger::put(const LedgerRecord& record) {
  const StoreStatus status = log_->put(RecordKey::kLedger, record);
  return status == StoreStatus::kOk ? LedgerStatus::kOk : LedgerStatus::kStoreFailed;
}

LedgerStatus PrivacyLedger::begin_term(uint64_t term) {
  LedgerRecord next = record();
  if (term < next.term) return LedgerStatus::kLowerTerm;
  if (term == next.term) return LedgerStatus::kOk;
  next.term = term;
  next.spent = 0;
  return put(next);
}

LedgerStatus PrivacyLedger::judge(uint64_t term, uint32_t epsilon, uint32_t cap, uint64_t day,
                                  uint64_t running) const {
  const LedgerRecord now = record();
  if (term < now.term) return LedgerStatus::kLowerTerm;
  const uint32_t spent = term == now.term ? now.spent : 0;
  if (cap > kHighestTermEpsilon) cap = kHighestTermEpsilon;
  if (epsilon == 0 || epsilon > kHighestReportEpsilon) return LedgerStatus::kBadCost;
  if (spent > cap || epsilon > cap - spent) return LedgerStatus::kSpent;
  if (now.reports == 0) return LedgerStatus::kOk;
  if (day <= now.last_day) return LedgerStatus::kSameDay;
  const bool rested =
      running >= now.last_running && running - now.last_running >= kSecondsBetweenReports;
  return rested ? LedgerStatus::kOk : LedgerStatus::kTooSoon;
}

LedgerStatus PrivacyLedger::debit(uint32_t epsilon, uint32_t cap, uint64_t day, uint64_t running) {
  LedgerRecord next = record();
  const LedgerStatus status = judge(next.term, epsilon, cap, day, running);
  if (status != LedgerStatus::kOk) return status;
  next.spent += epsilon;
  next.reports += 1;
  next.last_day = day;
  next.last_running = running;
  return put(next);
}

}  // namespace satchel
