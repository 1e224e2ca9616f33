#include "core/kernels/depthwise_planar.h"

#include "core/kernels/block_layer.h"
#include "core/kernels/bounds.h"
#include "core/kernels/planar.h"
#include "core/kernels/planar_plan.h"

namespace satchel {
namespace {

uint64_t scratch_bytes(const Step& step) {
  return PlanarPlan(step.shape.window).scratch_bytes();
}

bool check(const Step& step, const Limits& limits) {
  const WindowShape& w = step.shape.window;
  if ((step.flags & ~kFlagQuickRescale) != 0 || !window_ok(w) || w.groups != 1 ||
      w.out_c % w.in_c != 0) {
    return false;
  }
  const uint64_t scratch = scratch_bytes(step);
  // The taps in scratch are places to read from: no output may write over them.
  return window_in_arena(step, limits) &&
         in_weights(limits, step.weights, planar_bytes(w.out_c, w.kernel_h, w.kernel_w),
                    kAlignment) &&
         rescaling_ok(step, limits, w.out_c) && scratch_fits(step, limits, scratch) &&
         apart(step.scratch, scratch, step.output, window_output_bytes(w));
}

// One step: what all of its parts look at.
struct Convolution {
  const PlanarPlan& plan;
  const BlockLayer& layer;
  int32_t zero_point;   // of the input
  uint32_t multiplier;  // output channels of an input channel
  PlanarTap* taps;
  PlanarTap* taps_end;
  int16_t* planes;
  uint32_t plane_stride;

  Convolution(const PlanarPlan& plan_, const BlockLayer& layer_, const WindowShape& w,
              uint8_t* scratch)
      : plan(plan_),
        layer(layer_),
        zero_point(w.input_zero_point),
        multiplier(w.out_c / w.in_c),
        taps(reinterpret_cast<PlanarTap*>(scratch)),
        taps_end(taps + plan.taps()),
        planes(reinterpret_cast<int16_t*>(scratch + plan.tap_bytes())),
        plane_stride(static_cast<uint32_t>(plan.plane_stride)) {}
};

// The planes of `channels` channels, from input line `first` on. `block` is the first channel's
// first pixel. Values that no window reads with a weight other than 0 stay as they are.
void fill_strip(const Convolution& conv, const int8_t* block, uint32_t channels, int32_t first) {
  const PlanarPlan& plan = conv.plan;
  PlaneLine line = {};
  line.pixel_stride = plan.along.in_step;
  line.left = plan.along.pad;
  const uint32_t room = (plan.along.out - 1) * plan.along.stride + plan.along.extent - line.left;
  line.count = plan.along.in < room ? plan.along.in : room;
  line.right = room - line.count;
  line.zero_point = conv.zero_point;
  for (uint32_t i = 0; i < plan.strip_in; ++i) {
    const int32_t at = first + static_cast<int32_t>(i);
    const bool inside = at >= 0 && static_cast<uint32_t>(at) < plan.across.in;
    line.pixels = inside ? block + static_cast<uint32_t>(at) * plan.across.in_step : nullptr;
    fill_plane_line(line, channels, conv.planes + i * plan.pitch, conv.plane_stride);
  }
}

void place_taps(const Convolution& conv) {
  const PlanarPlan& plan = conv.plan;
  PlanarTap* tap = conv.taps;
  for (uint32_t line = 0; line < plan.across.kernel; ++line) {
    uint32_t offset =
        line * plan.across.dilation * plan.pitch * static_cast<uint32_t>(sizeof(int16_t));
    for (uint32_t i = 0; i < plan.words; ++i, ++tap) {
      tap->offset = offset;
      offset += 2 * sizeof(int16_t);
    }
  }
}

// One channel's weights [kernel_h][kernel_w] to pairs along the lines.
void load_taps(const Convolution& conv, const int8_t* weights) {
  const PlanarPlan& plan = conv.plan;
  const uint32_t line_step = plan.transposed ? 1 : plan.along.kernel;
  const uint32_t tap_step = plan.transposed ? plan.across.kernel : 1;
  PlanarTap* tap = conv.taps;
  for (uint32_t line = 0; line < plan.across.kernel; ++line, weights += line_step) {
    const int8_t* w = weights;
    uint32_t left = plan.along.kernel;
    if (plan.along.dilation == 1) {
      for (; left >= 2; left -= 2, ++tap) {
        tap->weights = make_pair(w[0], w[tap_step]);
        w += 2 * tap_step;
      }
      if (left != 0) (tap++)->weights = make_pair(*w, 0);
      continue;
    }
    for (uint32_t i = 0; i < plan.words; ++i) tap[i].weights = 0;
    for (uint32_t at = 0; left > 0; --left, at += plan.along.dilation, w += tap_step) {
      tap[at / 2].weights |= at % 2 == 0 ? make_pair(*w, 0) : make_pair(0, *w);
    }
    tap += plan.words;
  }
}

using InnerLoop = void (*)(const PlanarRun*);

// How the outputs of a strip follow each other: rows of blocks that `loop` makes, each row with a
// rest that is made one by one.
struct Rows {
  uint32_t count;
  uint32_t window_step;  // int16 from row to row
  uint32_t out_step;     // bytes from row to row
  uint32_t length;       // outputs
  InnerLoop loop;
  uint32_t blocks, rest;
  uint32_t rest_window, rest_out;  // where the rest begins
};

struct Strip {
  Rows rows;
  PlanarRun run;      // what is the same for all channels
  uint32_t pairs[6];  // of weights, for 3x3
};

// One direction in which outputs follow each other.
struct Direction {
  uint32_t count;
  uint32_t step;      // int16 from window to window
  uint32_t out_step;  // bytes from output to output
};

// The strip has `lines` lines of outputs. Rows are long rather than many.
void plan_strip(const Convolution& conv, uint32_t lines, Strip& strip) {
  const PlanarPlan& plan = conv.plan;
  const Direction along = {plan.along.out, plan.along.stride, plan.along.out_step};
  const Direction across = {lines, plan.across.stride * plan.pitch, plan.across.out_step};
  const bool small = plan.three_by_three();
  const bool rows_along = small || along.count >= across.count;
  const Direction& inner = rows_along ? along : across;
  const Direction& outer = rows_along ? across : along;
  Rows& rows = strip.rows;
  rows.count = outer.count;
  rows.window_step = outer.step;
  rows.out_step = outer.out_step;
  rows.length = inner.count;
  rows.loop = !small                   ? satchel_planar_quads
              : plan.along.stride == 1 ? satchel_planar_3x3_stride1
                                       : satchel_planar_3x3_stride2;
  const uint32_t block = small ? 2 : 4;
  rows.blocks = rows.length / block;
  rows.rest = rows.length % block;
  rows.rest_window = (rows.length - rows.rest) * inner.step;
  rows.rest_out = (rows.length - rows.rest) * inner.out_step;
  // Field by field: a record cleared or copied as a whole is a call of memset or memcpy.
  PlanarRun& run = strip.run;
  run.step = inner.step * static_cast<uint32_t>(sizeof(int16_t));
  run.taps = conv.taps;
  run.taps_end = conv.taps_end;
  run.out_stride = inner.out_step;
  run.pitch = plan.across.dilation * plan.pitch * static_cast<uint32_t>(sizeof(int16_t));
  run.pairs = strip.pairs;
}

// The pairs that the inner loops for 3x3 want: (w0, w1), (w1, w2) of each line.
void load_3x3(const PlanarTap* taps, uint32_t* pairs) {
  for (int line = 0; line < 3; ++line, taps += 2, pairs += 2) {
    pairs[0] = taps[0].weights;
    pairs[1] = make_pair(high_half(taps[0].weights), low_half(taps[1].weights));
  }
}

void quick_row(const BlockLayer& layer, const Rows& rows, PlanarRun& run) {
  int8_t* const out = run.out;
  if (rows.blocks > 0) {
    run.count = rows.blocks;
    rows.loop(&run);
  }
  if (rows.rest > 0) {
    run.window += rows.rest_window;
    run.out += rows.rest_out;
    run.count = rows.rest;
    satchel_planar_singles(&run);
  }
  if (!layer.whole_range) {
    clamp_values(out, run.out_stride, rows.length, layer.low, layer.high);
  }
}

void general_row(const BlockLayer& layer, uint32_t channel, const Rows& rows,
                 const PlanarRun& run) {
  const Rescale& scale = reinterpret_cast<const Rescale*>(layer.scale)[channel];
  const int16_t* window = run.window;
  int8_t* out = run.out;
  for (uint32_t i = 0; i < rows.length; ++i) {
    const int32_t sum = planar_sum(window, run.taps, run.taps_end, run.bias);
    *out = rescale_to_int8(sum, scale, layer.zero_point, layer.low, layer.high);
    window += run.step / sizeof(int16_t);
    out += run.out_stride;
  }
}

// One output channel of one strip.
void run_plane(const Convolution& conv, uint32_t channel, Strip& strip, const int16_t* plane,
               int8_t* out) {
  const BlockLayer& layer = conv.layer;
  load_taps(conv, layer.weights + channel * layer.depth);
  if (conv.plan.three_by_three()) load_3x3(conv.taps, strip.pairs);
  PlanarRun& run = strip.run;
  run.bias = layer.bias[channel];
  if (layer.quick) run.scale = reinterpret_cast<const QuickRescale*>(layer.scale)[channel];
  for (uint32_t i = 0; i < strip.rows.count; ++i) {
    run.window = plane;
    run.out = out;
    if (layer.quick) {
      quick_row(layer, strip.rows, run);
    } else {
      general_row(layer, channel, strip.rows, run);
    }
    plane += strip.rows.window_step;
    out += strip.rows.out_step;
  }
}

// One batch.
void run_picture(const Convolution& conv, const int8_t* picture, uint32_t in_channels,
                 int8_t* out) {
  const PlanarPlan& plan = conv.plan;
  const int32_t pad = static_cast<int32_t>(plan.across.pad);
  Strip strip;
  for (uint32_t c = 0; c < in_channels; c += plan.planes) {
    const uint32_t left = in_channels - c;
    const uint32_t planes = left < plan.planes ? left : plan.planes;
    for (uint32_t at = 0; at < plan.across.out; at += plan.strip_out) {
      const uint32_t lines_left = plan.across.out - at;
      const uint32_t lines = lines_left < plan.strip_out ? lines_left : plan.strip_out;
      const int32_t first = static_cast<int32_t>(at * plan.across.stride) - pad;
      fill_strip(conv, picture + c, planes, first);
      plan_strip(conv, lines, strip);
      int8_t* const corner = out + at * plan.across.out_step + c * conv.multiplier;
      for (uint32_t i = 0; i < planes * conv.multiplier; ++i) {
        const int16_t* plane = conv.planes + i / conv.multiplier * conv.plane_stride;
        run_plane(conv, c * conv.multiplier + i, strip, plane, corner + i);
      }
    }
  }
}

void run(const Step& step, const Memory& memory) {
  const WindowShape& w = step.shape.window;
  const PlanarPlan plan(w);
  const BlockLayer layer(step, memory, uint32_t{w.kernel_h} * w.kernel_w, w.out_c,
                         w.output_zero_point, w.low, w.high);
  const Convolution conv(plan, layer, w, memory.arena + step.scratch);
  place_taps(conv);
  const int8_t* picture = reinterpret_cast<const int8_t*>(memory.arena + step.input[0]);
  int8_t* out = reinterpret_cast<int8_t*>(memory.arena + step.output);
  for (uint32_t b = 0; b < w.batches; ++b) {
    run_picture(conv, picture, w.in_c, out);
    picture += w.in_h * w.in_w * w.in_c;
    out += w.out_h * w.out_w * w.out_c;
  }
}

}  // namespace

const KernelEntry kDepthwisePlanarEntry = {Kernel::kDepthwisePlanar, check, scratch_bytes, run};

}  // namespace satchel
