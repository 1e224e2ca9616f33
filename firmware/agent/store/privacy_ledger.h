#pragma once

#include "firmware/agent/store/record_log.h"

namespace satchel {

// Epsilon in millionths.
inline constexpr uint32_t kEpsilonUnit = 1'000'000;
// No configuration lifts these.
inline constexpr uint32_t kHighestReportEpsilon = 2 * kEpsilonUnit;
inline constexpr uint32_t kHighestTermEpsilon = 40 * kEpsilonUnit;
inline constexpr uint64_t kSecondsBetweenReports = 4 * 60 * 60;  // of own running time

enum class LedgerStatus : uint8_t {
  kOk,
  kLowerTerm,    // a term begins only with a higher number
  kBadCost,      // nothing, or more than a report may cost
  kSpent,        // the term's cap would be passed
  kSameDay,      // the last report is of this date or a later one
  kTooSoon,      // not four hours of running since the last one
  kStoreFailed,  // nothing was debited that could be used
};

struct LedgerRecord {
  uint64_t term;
  uint64_t last_day;      // of the last report, days since 1970-01-01
  uint64_t last_running;  // own running time then, seconds
  uint32_t spent;         // in this term
  uint32_t reports;       // ever
};

// What a kit has given away of its pupils' privacy. The record only grows within a term, survives
// resets, cuts and erasure, and no call takes a debit back.
class PrivacyLedger {
 public:
  explicit PrivacyLedger(RecordLog& log) : log_(&log) {}

  // All zero before the first term.
  LedgerRecord record() const;

  // `term` comes out of a configuration that the publisher signed. The number of the term under way
  // changes nothing.
  LedgerStatus begin_term(uint64_t term);

  // What begin_term() and then debit() would answer, flash aside.
  LedgerStatus judge(uint64_t term, uint32_t epsilon, uint32_t cap, uint64_t day,
                     uint64_t running) const;

  // To be called before noise is drawn: when it returns kOk the debit is in flash. `cap` is the
  // term's, at most kHighestTermEpsilon counts. `day` is today's date, `running` the kit's running
  // time in seconds.
  LedgerStatus debit(uint32_t epsilon, uint32_t cap, uint64_t day, uint64_t running);

 private:
  LedgerStatus put(const LedgerRecord& record);

  RecordLog* log_;
};

}  // namespace satchel
