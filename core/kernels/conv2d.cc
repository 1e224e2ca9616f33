#include "core/kernels/conv2d.h"

#include "core/kernels/bounds.h"
#include "core/kernels/rescaling.h"
#include "core/kernels/window.h"

namespace satchel {
namespace {

bool check(const Step& step, const Limits& limits) {
  const WindowShape& w = step.shape.window;
  if (step.flags != 0 || !window_ok(w) || w.groups == 0) return false;
  if (w.in_c % w.groups != 0 || w.out_c % w.groups != 0) return false;
  const uint64_t weights = uint64_t{w.kernel_h} * w.kernel_w * (w.in_c / w.groups) * w.out_c;
  return window_in_arena(step, limits) && in_weights(limits, step.weights, weights, kAlignment) &&
         rescaling_ok(step, limits, w.out_c);
}

// Sum of (x - zero_point) * w over one run of channels.
int32_t dot(const int8_t* x, const int8_t* w, int32_t n, int32_t zero_point) {
  int32_t sum = 0;
  for (int32_t i = 0; i < n; ++i) sum = wrapping_add(sum, (x[i] - zero_point) * w[i]);
  return sum;
}

// All output channels of one pixel. `picture` is one batch of the input.
void pixel(const Step& step, const Memory& memory, const int8_t* picture, const TapRange& rows,
           const TapRange& columns, int8_t* out) {
  const WindowShape& w = step.shape.window;
  const int32_t depth = w.in_c / w.groups;
  const int32_t per_group = w.out_c / w.groups;
  const int8_t* weights = reinterpret_cast<const int8_t*>(memory.weights + step.weights);
  const int32_t* bias = reinterpret_cast<const int32_t*>(memory.weights + step.bias);
  const Rescale* scale = reinterpret_cast<const Rescale*>(memory.weights + step.rescale);
  int32_t left_in_group = per_group;
  for (int32_t c = 0; c < w.out_c; ++c) {
    if (left_in_group-- == 0) {
      left_in_group = per_group - 1;
      picture += depth;
    }
    int32_t sum = bias[c];
    for (int32_t ky = rows.begin; ky < rows.end; ++ky) {
      const int32_t y = rows.origin + ky * w.dilation_h;
      for (int32_t kx = columns.begin; kx < columns.end; ++kx) {
        const int32_t x = columns.origin + kx * w.dilation_w;
        sum = wrapping_add(
            sum, dot(picture + (y * w.in_w + x) * w.in_c, weights + (ky * w.kernel_w + kx) * depth,
                     depth, w.input_zero_point));
      }
    }
    weights += w.kernel_h * w.kernel_w * depth;
    out[c] = rescale_to_int8(sum, scale[c], w.output_zero_point, w.low, w.high);
  }
}

void run(const Step& step, const Memory& memory) {
  for_each_output(step, memory,
                  [&](const int8_t* batch, const TapRange& rows, const TapRange& columns,
                      int8_t* to) { pixel(step, memory, batch, rows, columns, to); });
}

}  // namespace

const KernelEntry kConv2dEntry = {Kernel::kConv2d, check, no_scratch, run};

}  // namespace satchel
