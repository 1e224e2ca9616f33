#include "core/kernels/average_pool2d.h"

#include "core/kernels/bounds.h"
#include "core/kernels/fixed_point.h"
#include "core/kernels/window.h"

namespace satchel {
namespace {

bool check(const Step& step, const Limits& limits) {
  const WindowShape& w = step.shape.window;
  return step.flags == 0 && window_ok(w) && w.groups == 1 && w.in_c == w.out_c &&
         w.dilation_h == 1 && w.dilation_w == 1 &&
         in_arena(limits, step.input[0], window_input_bytes(w)) &&
         in_arena(limits, step.output, window_output_bytes(w));
}

// check() made sure that every window holds at least one place of the picture.
int32_t rounded_mean(int32_t sum, int32_t count) {
  // NOLINTNEXTLINE(clang-analyzer-core.*): count is not 0
  return sum > 0 ? (sum + count / 2) / count : (sum - count / 2) / count;
}

void pixel(const WindowShape& w, const int8_t* picture, const TapRange& rows,
           const TapRange& columns, int8_t* out) {
  const int32_t count = (rows.end - rows.begin) * (columns.end - columns.begin);
  const int8_t* corner =
      picture + ((rows.origin + rows.begin) * w.in_w + columns.origin + columns.begin) * w.in_c;
  for (int32_t c = 0; c < w.in_c; ++c) {
    int32_t sum = 0;
    const int8_t* line = corner + c;
    for (int32_t ky = rows.begin; ky < rows.end; ++ky) {
      const int8_t* x = line;
      for (int32_t kx = columns.begin; kx < columns.end; ++kx) {
        sum = wrapping_add(sum, *x);
        x += w.in_c;
      }
      line += w.in_w * w.in_c;
    }
    out[c] = static_cast<int8_t>(clamp(rounded_mean(sum, count), w.low, w.high));
  }
}

void run(const Step& step, const Memory& memory) {
  const WindowShape& w = step.shape.window;
  const int8_t* picture = reinterpret_cast<const int8_t*>(memory.arena + step.input[0]);
  int8_t* out = reinterpret_cast<int8_t*>(memory.arena + step.output);
  for (int32_t b = 0; b < w.batches; ++b) {
    for (int32_t oy = 0; oy < w.out_h; ++oy) {
      const TapRange rows = clip_taps(oy * w.stride_h - w.pad_top, w.kernel_h, 1, w.in_h);
      for (int32_t ox = 0; ox < w.out_w; ++ox) {
        const TapRange columns = clip_taps(ox * w.stride_w - w.pad_left, w.kernel_w, 1, w.in_w);
        pixel(w, picture, rows, columns, out);
        out += w.out_c;
      }
    }
    picture += w.in_h * w.in_w * w.in_c;
  }
}

}  // namespace

const KernelEntry kAveragePool2dEntry = {Kernel::kAveragePool2d, check, no_scratch, run};

}  // namespace satchel
