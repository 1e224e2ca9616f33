#include "firmware/boards/emulated/quiet_room.h"

namespace satchel {

bool QuietRoom::start() {
  on_ = true;
  started_ = clock_.milliseconds();
  given_ = 0;
  return true;
}

Sensor::State QuietRoom::read(int16_t* out, size_t capacity, size_t* taken) {
  *taken = 0;
  if (!on_) return State::kFailed;
  const uint64_t heard = (clock_.milliseconds() - started_) * (kRate / 1000);
  const bool late = heard - given_ > kBuffered;
  if (late) given_ = heard - kBuffered;
  while (*taken < capacity && given_ < heard) {
    noise_ = noise_ * 1664525u + 1013904223u;  // Numerical Recipes' generator: hiss, not secrets
    out[(*taken)++] = static_cast<int16_t>(static_cast<int32_t>(noise_ >> 27) - 16);
    ++given_;
  }
  return late ? State::kOverrun : State::kOk;
}

}  // namespace satchel
