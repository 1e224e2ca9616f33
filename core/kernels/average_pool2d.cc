#include "core/kernels/average_pool2d.h"

#include "core/kernels/bounds.h"
#include "core/kernels/fixed_point.h"
#include "core/kernels/window.h"

namespace satchel {
namespace {

bool check(const Step& step, const Limits& limits) {
  const WindowShape& w = step.shape.window;
  return step.flags == 0 && window_ok(w) && w.groups == 1 && w.in_c == w.out_c &&
         w.dilation_h == 1 && w.dilation_w == 1 && window_in_arena(step, limits);
}

// check() made sure that every window holds at least one place of the picture.
int32_t rounded_mean(int32_t sum, int32_t count) {
  // NOLINTNEXTLINE(clang-analyzer-core.*): count is not 0
  return sum > 0 ? (sum + count / 2) / count : (sum - count / 2) / count;
}

// Of `rows` x `columns` values. Steps are bytes.
int32_t sum_of(const int8_t* corner, int32_t rows, int32_t row_step, int32_t columns,
               int32_t column_step) {
  int32_t sum = 0;
  for (; rows > 0; --rows, corner += row_step) {
    const int8_t* x = corner;
    for (int32_t i = columns; i > 0; --i, x += column_step) sum = wrapping_add(sum, *x);
  }
  return sum;
}

void pixel(const WindowShape& w, const int8_t* picture, const TapRange& rows,
           const TapRange& columns, int8_t* out) {
  const int32_t height = rows.end - rows.begin;
  const int32_t width = columns.end - columns.begin;
  const int8_t* corner =
      picture + ((rows.origin + rows.begin) * w.in_w + columns.origin + columns.begin) * w.in_c;
  for (int32_t c = 0; c < w.in_c; ++c) {
    const int32_t sum = sum_of(corner + c, height, w.in_w * w.in_c, width, w.in_c);
    out[c] = static_cast<int8_t>(clamp(rounded_mean(sum, height * width), w.low, w.high));
  }
}

void run(const Step& step, const Memory& memory) {
  for_each_output(step, memory,
                  [&](const int8_t* batch, const TapRange& rows, const TapRange& columns,
                      int8_t* to) { pixel(step.shape.window, batch, rows, columns, to); });
}

}  // namespace

const KernelEntry kAveragePool2dEntry = {Kernel::kAveragePool2d, check, no_scratch, run};

}  // namespace satchel
