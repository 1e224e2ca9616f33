#include "firmware/agent/store/kit_time.h"

namespace satchel {

void KitTime::start() {
  if (!log_->get(RecordKey::kTime, &stored_)) stored_ = {};
  // The clock may have run for a while before this was called: that is running time, too.
  now_ = stored_.now;
  running_ = stored_.running;
}

uint64_t KitTime::now() const {
  return now_ == 0 ? 0 : now_ + since_start();
}

uint64_t KitTime::running() const {
  return running_ + since_start();
}

StoreStatus KitTime::learn(uint64_t seconds) {
  if (seconds <= since_start()) return StoreStatus::kOk;
  if (seconds <= now()) return seconds < stored_.now + kToldKeepEvery ? StoreStatus::kOk : store();
  now_ = seconds - since_start();
  return store();
}

StoreStatus KitTime::keep() {
  return running() - stored_.running < kKeepEvery ? StoreStatus::kOk : store();
}

StoreStatus KitTime::store() {
  const Stored fresh = {now(), running()};
  const StoreStatus status = log_->put(RecordKey::kTime, fresh);
  if (status == StoreStatus::kOk) stored_ = fresh;
  return status;
}

}  // namespace satchel
