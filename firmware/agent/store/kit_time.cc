#include "firmware/agent/store/kit_time.h"

namespace satchel {

void KitTime::start() {
  Stored stored;
  if (!log_->get(RecordKey::kTime, &stored)) stored = {0, 0};
  // The clock may have run for a while before this was called: that is running time, too.
  now_ = stored.now;
  running_ = stored.running;
  stored_ = stored.running;
  kept_ = stored.now;
}

uint64_t KitTime::now() const {
  return now_ == 0 ? 0 : now_ + since_start();
}

uint64_t KitTime::running() const {
  return running_ + since_start();
}

StoreStatus KitTime::learn(uint64_t seconds) {
  if (seconds <= since_start()) return StoreStatus::kOk;
  if (seconds <= now()) return seconds < kept_ + kToldKeepEvery ? StoreStatus::kOk : store();
  now_ = seconds - since_start();
  return store();
}

StoreStatus KitTime::keep() {
  return running() - stored_ < kKeepEvery ? StoreStatus::kOk : store();
}

StoreStatus KitTime::store() {
  const Stored stored = {now(), running()};
  const StoreStatus status = log_->put(RecordKey::kTime, stored);
  if (status == StoreStatus::kOk) {
    stored_ = stored.running;
    kept_ = stored.now;
  }
  return status;
}

}  // namespace satchel
