#include "core/dsp/fixed.h"
#include "core/dsp/frontend.h"

namespace satchel {
namespace {

// One column of a ring of rows, from the oldest row of the window to the newest.
class Column {
 public:
  Column(const int16_t* ring, int columns, int capacity, int first, int column)
      : start_(ring + column),
        value_(start_ + first * columns),
        columns_(columns),
        left_(capacity - first) {}

  int32_t next() {
    const int32_t value = *value_;
    value_ += columns_;
    if (--left_ == 0) value_ = start_;
    return value;
  }

 private:
  const int16_t* start_;
  const int16_t* value_;
  int columns_, left_;
};

// A running mean that starts at the first value; what is left after taking it away shows onsets and
// hides what stands still (noise, hum, a microphone's colour).
class RunningMean {
 public:
  explicit RunningMean(const FrontEndHeader& header)
      : shift_(header.tracking_shift), strength_(header.tracking_strength) {}

  int32_t remove_from(int32_t value) {
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

class Unchanged {
 public:
  explicit Unchanged(const FrontEndHeader&) {}
  int32_t remove_from(int32_t value) const { return value; }
};

template <class Tracking>
int32_t column_sum(Column column, const FrontEndHeader& header) {
  Tracking tracking(header);
  int32_t sum = 0;
  for (int i = 0; i < header.rows; ++i) sum += tracking.remove_from(column.next());
  return sum;
}

// REQUIRES: count > 0, as rows and columns of a section that validates are.
int32_t share_of_mean(int32_t sum, int32_t count, const FrontEndHeader& header) {
  // NOLINTNEXTLINE(clang-analyzer-core.DivideZero)
  return ((sum / count) * header.mean_strength) >> 8;
}

template <class Tracking>
void quantise_column(Column column, const FrontEndHeader& header, int32_t mean, int8_t* out) {
  const int32_t half = 1 << (header.shift - 1), multiplier = header.multiplier;
  const int32_t zero_point = header.zero_point;
  const int shift = header.shift, rows = header.rows, stride = header.columns;
  Tracking tracking(header);
  for (int i = 0; i < rows; ++i, out += stride) {
    const int32_t value = tracking.remove_from(column.next()) - mean;
    *out = clamp_int8(((value * multiplier + half) >> shift) + zero_point);
  }
}

template <class Tracking>
void assemble_rows(const FrontEndHeader& h, const int16_t* ring, int capacity, int first,
                   int8_t* tensor) {
  const auto column = [&](int c) { return Column(ring, h.columns, capacity, first, c); };
  int32_t mean = 0;
  if (h.mean_removal == MeanRemoval::kGain) {
    int32_t sum = 0;
    for (int c = 0; c < h.columns; ++c) sum += column_sum<Tracking>(column(c), h);
    mean = share_of_mean(sum, h.rows * h.columns, h);
  }
  for (int c = 0; c < h.columns; ++c) {
    if (h.mean_removal == MeanRemoval::kChannel) {
      mean = share_of_mean(column_sum<Tracking>(column(c), h), h.rows, h);
    }
    quantise_column<Tracking>(column(c), h, mean, tensor + c);
  }
}

}  // namespace

void FrontEndView::assemble(const int16_t* ring, int capacity, int first, int8_t* tensor) const {
  if (header_->tracking_shift == 0) {
    assemble_rows<Unchanged>(*header_, ring, capacity, first, tensor);
  } else {
    assemble_rows<RunningMean>(*header_, ring, capacity, first, tensor);
  }
}

}  // namespace satchel
