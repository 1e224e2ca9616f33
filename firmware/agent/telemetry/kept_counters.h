#pragma once

#include "firmware/agent/store/record_log.h"
#include "firmware/agent/telemetry/day_counters.h"
#include "wire/messages/learning_report.h"

namespace satchel {

// Counters as they lie in flash, so that a loss of power does not lose the day. They are worth
// something only as long as no report was made since: the ledger's number of reports goes up,
// durably, before one is drawn, so no use enters two reports, wherever power is lost.
struct KeptCounters {
  DayCounters counters;
  uint8_t package[kPackageMarkBytes] = {};  // whose use it is
  uint64_t reports = 0;                     // how many the ledger had counted
};
static_assert(sizeof(KeptCounters) == 240, "a format in flash");

// False when there are none, or they are in a report already.
inline bool load_counters(const RecordLog& log, uint64_t reports, KeptCounters* kept) {
  KeptCounters found;
  if (!log.get(RecordKey::kCounters, &found) || found.reports != reports) return false;
  *kept = found;
  return true;
}

inline StoreStatus store_counters(RecordLog& log, const KeptCounters& kept) {
  return log.put(RecordKey::kCounters, kept);
}

}  // namespace satchel
