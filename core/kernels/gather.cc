#include "core/kernels/gather.h"

#include "core/kernels/dsp_intrinsics.h"
#include "core/kernels/window.h"

namespace satchel {
namespace {

// Runs here are short; a call of memcpy would cost more than the copy.
int8_t* copy_run(int8_t* to, const int8_t* from, int32_t count) {
  for (; count >= 4; count -= 4) {
    store_word(to, load_word(from));
    to += 4;
    from += 4;
  }
  for (; count > 0; --count) *to++ = *from++;
  return to;
}

int8_t* fill_run(int8_t* to, int8_t value, int32_t count) {
  for (; count > 0; --count) *to++ = value;
  return to;
}

}  // namespace

const int8_t* PixelCursor::next(int8_t* buffer) {
  const int8_t* result = buffer;
  if (reads_in_place(window_)) {
    const int32_t place = y_ * window_.stride_h * window_.in_w + x_ * window_.stride_w;
    result = picture_ + place * window_.in_c;
  } else {
    gather(buffer);
  }
  advance();
  return result;
}

void PixelCursor::gather(int8_t* buffer) const {
  const WindowShape& w = window_;
  const int8_t outside = static_cast<int8_t>(w.input_zero_point);
  const TapRange rows = clip_taps(y_ * w.stride_h - w.pad_top, w.kernel_h, w.dilation_h, w.in_h);
  const TapRange columns =
      clip_taps(x_ * w.stride_w - w.pad_left, w.kernel_w, w.dilation_w, w.in_w);
  const int32_t channels = w.in_c;
  const int32_t row_bytes = w.kernel_w * channels;
  buffer = fill_run(buffer, outside, rows.begin * row_bytes);
  for (int32_t ky = rows.begin; ky < rows.end; ++ky) {
    const int32_t line = (rows.origin + ky * w.dilation_h) * w.in_w + columns.origin;
    buffer = fill_run(buffer, outside, columns.begin * channels);
    if (w.dilation_w == 1) {
      buffer = copy_run(buffer, picture_ + (line + columns.begin) * channels,
                        (columns.end - columns.begin) * channels);
    } else {
      for (int32_t kx = columns.begin; kx < columns.end; ++kx) {
        buffer = copy_run(buffer, picture_ + (line + kx * w.dilation_w) * channels, channels);
      }
    }
    buffer = fill_run(buffer, outside, (w.kernel_w - columns.end) * channels);
  }
  fill_run(buffer, outside, (w.kernel_h - rows.end) * row_bytes);
}

void PixelCursor::advance() {
  if (++x_ < window_.out_w) return;
  x_ = 0;
  if (++y_ < window_.out_h) return;
  y_ = 0;
  picture_ += window_.in_h * window_.in_w * window_.in_c;
}

}  // namespace satchel
