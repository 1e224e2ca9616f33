#include "core/dsp/fixed.h"
#include "core/dsp/frontend.h"

namespace satchel {
namespace {

// One column of a ring of rows, from the oldest row of the window to the newest.
class Column {
 public:
  Column(const int16_t* ring, int columns, int capacity, int first, int column)
      : values_(ring + column), columns_(columns), capacity_(capacity), row_(first) {}

  int32_t next() {
    const int32_t value = values_[row_ * columns_];
    if (++row_ == capacity_) row_ = 0;
    return value;
  }

 private:
  const int16_t* values_;
  int columns_, capacity_, row_;
};

// A running mean that starts at the first value; what is left after taking it away shows onsets and
// hides what stands still (noise, hum, a microphone's colour).
class Tracking {
 public:
  explicit Tracking(const FrontEndHeader& header)
      : shift_(header.tracking_shift), strength_(header.tracking_strength) {}

  int32_t next(int32_t value) {
    if (shift_ == 0) return value;
    if (first_) mean_ = value * 256;
    first_ = false;
    mean_ += (value * 256 - mean_) >> shift_;
    return clamp_int16(value - (((mean_ >> 8) * strength_) >> 8));
  }

 private:
  const int shift_;
  const int32_t strength_;
  int32_t mean_ = 0;
  bool first_ = true;
};

int32_t column_sum(Column column, const FrontEndHeader& header) {
  Tracking tracking(header);
  int32_t sum = 0;
  for (int i = 0; i < header.rows; ++i) sum += tracking.next(column.next());
  return sum;
}

int32_t share_of_mean(int32_t sum, int32_t count, const FrontEndHeader& header) {
  return ((sum / count) * header.mean_strength) >> 8;
}

}  // namespace

void FrontEndView::assemble(const int16_t* ring, int capacity, int first, int8_t* tensor) const {
  const FrontEndHeader& h = *header_;
  const int32_t half = 1 << (h.shift - 1);
  const int32_t multiplier = h.multiplier;
  int32_t mean = 0;
  if (h.mean_removal == MeanRemoval::kGain) {
    int32_t sum = 0;
    for (int c = 0; c < h.columns; ++c) sum += column_sum({ring, h.columns, capacity, first, c}, h);
    mean = share_of_mean(sum, h.rows * h.columns, h);
  }
  for (int c = 0; c < h.columns; ++c) {
    Column column(ring, h.columns, capacity, first, c);
    if (h.mean_removal == MeanRemoval::kChannel)
      mean = share_of_mean(column_sum(column, h), h.rows, h);
    Tracking tracking(h);
    int8_t* out = tensor + c;
    for (int i = 0; i < h.rows; ++i, out += h.columns) {
      const int32_t value = tracking.next(column.next()) - mean;
      *out = clamp_int8(((value * multiplier + half) >> h.shift) + h.zero_point);
    }
  }
}

}  // namespace satchel
