#include "core/kernels/depthwise_conv2d.h"

#include "core/kernels/bounds.h"
#include "core/kernels/rescaling.h"
#include "core/kernels/window.h"

namespace satchel {
namespace {

bool check(const Step& step, const Limits& limits) {
  const WindowShape& w = step.shape.window;
  if (step.flags != 0 || !window_ok(w) || w.groups != 1 || w.out_c % w.in_c != 0) return false;
  const uint64_t weights = uint64_t{w.kernel_h} * w.kernel_w * w.out_c;
  return window_in_arena(step, limits) && in_weights(limits, step.weights, weights, kAlignment) &&
         rescaling_ok(step, limits, w.out_c);
}

// One output value: input channel at `x`, output channel at `weights`.
int32_t taps(const WindowShape& w, const int8_t* x, const int8_t* weights, const TapRange& rows,
             const TapRange& columns) {
  int32_t sum = 0;
  for (int32_t ky = rows.begin; ky < rows.end; ++ky) {
    const int32_t y = rows.origin + ky * w.dilation_h;
    for (int32_t kx = columns.begin; kx < columns.end; ++kx) {
      const int32_t place = y * w.in_w + columns.origin + kx * w.dilation_w;
      const int32_t value = x[place * w.in_c] - w.input_zero_point;
      sum = wrapping_add(sum, value * weights[(ky * w.kernel_w + kx) * w.out_c]);
    }
  }
  return sum;
}

void pixel(const Step& step, const Memory& memory, const int8_t* picture, const TapRange& rows,
           const TapRange& columns, int8_t* out) {
  const WindowShape& w = step.shape.window;
  const int32_t multiplier = w.out_c / w.in_c;
  const int8_t* weights = reinterpret_cast<const int8_t*>(memory.weights + step.weights);
  const int32_t* bias = reinterpret_cast<const int32_t*>(memory.weights + step.bias);
  const Rescale* scale = reinterpret_cast<const Rescale*>(memory.weights + step.rescale);
  int32_t channel = 0;
  for (int32_t c = 0; c < w.in_c; ++c) {
    for (int32_t m = 0; m < multiplier; ++m, ++channel) {
      const int32_t sum =
          wrapping_add(bias[channel], taps(w, picture + c, weights + channel, rows, columns));
      out[channel] = rescale_to_int8(sum, scale[channel], w.output_zero_point, w.low, w.high);
    }
  }
}

void run(const Step& step, const Memory& memory) {
  for_each_output(step, memory,
                  [&](const int8_t* batch, const TapRange& rows, const TapRange& columns,
                      int8_t* to) { pixel(step, memory, batch, rows, columns, to); });
}

}  // namespace

const KernelEntry kDepthwiseConv2dEntry = {Kernel::kDepthwiseConv2d, check, no_scratch, run};

}  // namespace satchel
