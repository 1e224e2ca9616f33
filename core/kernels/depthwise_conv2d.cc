#include "core/kernels/depthwise_conv2d.h"

#include "core/kernels/bounds.h"
#include "core/kernels/fixed_point.h"
#include "core/kernels/window.h"

namespace satchel {
namespace {

bool check(const Step& step, const Limits& limits) {
  const WindowShape& w = step.shape.window;
  if (step.flags != 0 || !window_ok(w) || w.groups != 1 || w.out_c % w.in_c != 0) return false;
  const uint64_t weights = uint64_t{w.kernel_h} * w.kernel_w * w.out_c;
  return in_arena(limits, step.input[0], window_input_bytes(w)) &&
         in_arena(limits, step.output, window_output_bytes(w)) &&
         in_weights(limits, step.weights, weights, kAlignment) &&
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
      const int32_t y = wrapping_add(rescale(sum, scale[channel].multiplier, scale[channel].shift),
                                     w.output_zero_point);
      out[channel] = static_cast<int8_t>(clamp(y, w.low, w.high));
    }
  }
}

void run(const Step& step, const Memory& memory) {
  const WindowShape& w = step.shape.window;
  const int8_t* picture = reinterpret_cast<const int8_t*>(memory.arena + step.input[0]);
  int8_t* out = reinterpret_cast<int8_t*>(memory.arena + step.output);
  for (int32_t b = 0; b < w.batches; ++b) {
    for (int32_t oy = 0; oy < w.out_h; ++oy) {
      const TapRange rows =
          clip_taps(oy * w.stride_h - w.pad_top, w.kernel_h, w.dilation_h, w.in_h);
      for (int32_t ox = 0; ox < w.out_w; ++ox) {
        const TapRange columns =
            clip_taps(ox * w.stride_w - w.pad_left, w.kernel_w, w.dilation_w, w.in_w);
        pixel(step, memory, picture, rows, columns, out);
        out += w.out_c;
      }
    }
    picture += w.in_h * w.in_w * w.in_c;
  }
}

}  // namespace

const KernelEntry kDepthwiseConv2dEntry = {Kernel::kDepthwiseConv2d, check, no_scratch, run};

}  // namespace satchel
