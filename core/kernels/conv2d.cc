#include "core/kernels/conv2d.h"

#include "core/kernels/bounds.h"
#include "core/kernels/fixed_point.h"
#include "core/kernels/window.h"

namespace satchel {
namespace {

bool check(const Step& step, const Limits& limits) {
  const WindowShape& w = step.shape.window;
  if (step.flags != 0 || !window_ok(w) || w.groups == 0) return false;
  if (w.in_c % w.groups != 0 || w.out_c % w.groups != 0) return false;
  const uint64_t weights = uint64_t{w.kernel_h} * w.kernel_w * (w.in_c / w.groups) * w.out_c;
  return in_arena(limits, step.input[0], window_input_bytes(w)) &&
         in_arena(limits, step.output, window_output_bytes(w)) &&
         in_weights(limits, step.weights, weights, kAlignment) &&
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
    const int32_t y =
        wrapping_add(rescale(sum, scale[c].multiplier, scale[c].shift), w.output_zero_point);
    out[c] = static_cast<int8_t>(clamp(y, w.low, w.high));
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

const KernelEntry kConv2dEntry = {Kernel::kConv2d, check, no_scratch, run};

}  // namespace satchel
