#pragma once

#include "firmware/agent/store/record_log.h"
#include "firmware/hal/clock.h"

namespace satchel {

// A kit's time: the highest that it was ever told, plus its own running time since. It is late by
// as long as the kit was off, and by at most an hour more where power was lost: what nobody has
// told is stored that often. It never goes back below what it was told.
class KitTime {
 public:
  KitTime(RecordLog& log, const Clock& clock) : log_(&log), clock_(&clock) {}

  // REQUIRES: the log is mounted.
  void start();

  // Seconds since 1970-01-01 UTC; 0 as long as nobody has said.
  uint64_t now() const;
  // Seconds that the kit has ever run, as far as they were stored.
  uint64_t running() const;

  // Takes a time that is later than now() and stores it. One that the kit has reached by itself is
  // stored when that is a minute more than what is, an earlier one changes nothing.
  StoreStatus learn(uint64_t seconds);
  // Stores both times when an hour has passed. For the event loop.
  StoreStatus keep();
  StoreStatus store();

 private:
  static constexpr uint64_t kKeepEvery = 3600;
  static constexpr uint64_t kToldKeepEvery = 60;
  struct Stored {
    uint64_t now;
    uint64_t running;
  };

  uint64_t since_start() const { return clock_->milliseconds() / 1000; }

  RecordLog* log_;
  const Clock* clock_;
  uint64_t now_ = 0;      // at the board's start; 0: not known
  uint64_t running_ = 0;  // at the board's start
  Stored stored_ = {};    // both as they were last stored
};

}  // namespace satchel
