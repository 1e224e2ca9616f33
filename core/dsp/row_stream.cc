#include "core/dsp/row_stream.h"

namespace satchel {

size_t RowStream::required_bytes(const FrontEndView& front_end) {
  return sizeof(int16_t) * (static_cast<size_t>(front_end.window()) + front_end.tensor_bytes());
}

RowStream::RowStream(const FrontEndView& front_end, void* memory, void* scratch)
    : front_end_(front_end),
      pcm_(static_cast<int16_t*>(memory)),
      ring_(pcm_ + front_end.window()),
      scratch_(scratch) {}

void RowStream::reset() {
  filled_ = skip_ = next_ = 0;
  rows_seen_ = 0;
}

size_t RowStream::push(const int16_t* pcm, size_t samples, bool* row_is_complete) {
  size_t taken = 0;
  *row_is_complete = false;
  while (taken < samples && !*row_is_complete) {
    if (skip_ > 0) {
      const size_t left = samples - taken, skip = static_cast<size_t>(skip_);
      const size_t count = left < skip ? left : skip;
      skip_ -= static_cast<int>(count);
      taken += count;
      continue;
    }
    const size_t left = samples - taken, room = static_cast<size_t>(front_end_.window() - filled_);
    const size_t count = left < room ? left : room;
    __builtin_memcpy(pcm_ + filled_, pcm + taken, count * sizeof(int16_t));
    filled_ += static_cast<int>(count);
    taken += count;
    if (filled_ == front_end_.window()) {
      finish_row();
      *row_is_complete = true;
    }
  }
  return taken;
}

void RowStream::finish_row() {
  front_end_.frame(pcm_, scratch_, ring_ + next_ * front_end_.columns());
  next_ = next_ + 1 == front_end_.rows() ? 0 : next_ + 1;
  if (rows_seen_ != UINT32_MAX) ++rows_seen_;
  const int kept = front_end_.window() - front_end_.hop();
  filled_ = kept > 0 ? kept : 0;
  skip_ = kept < 0 ? -kept : 0;
  if (kept > 0) {
    __builtin_memmove(pcm_, pcm_ + front_end_.hop(), static_cast<size_t>(kept) * sizeof(int16_t));
  }
}

void RowStream::assemble(int8_t* tensor) const {
  front_end_.assemble(ring_, front_end_.rows(), next_, tensor);
}

}  // namespace satchel
