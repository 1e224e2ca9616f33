#include "core/kernels/depthwise_planar.h"

#include "core/kernels/block_layer.h"
#include "core/kernels/bounds.h"
#include "core/kernels/planar.h"

namespace satchel {
namespace {

// More lines at a time repeat less work at the seams, fewer need less scratch.
constexpr uint32_t kPlaneBudget = 4096;
constexpr uint32_t kChannelWeights = 12;  // 3 rows of [w0 w1 w2 0]

// One axis of the picture. Steps are bytes from pixel to pixel.
struct Axis {
  uint32_t in, out, stride, pad;
  uint32_t in_step, out_step;
};

// How the picture is cut. Lines run along the longer axis, which costs less at their ends; they are
// bundled into strips, and four channels of a strip are turned into planes at a time.
struct Plan {
  bool transposed;  // lines run down the picture
  Axis along, across;
  uint32_t pairs;         // of outputs in a line
  uint32_t pitch;         // int16 in a line of a plane
  uint32_t strip_out;     // output lines of a strip
  uint32_t strip_in;      // input lines of a strip
  uint32_t plane_stride;  // int16 of a plane

  explicit Plan(const WindowShape& w) {
    const uint32_t c = w.in_c;
    const Axis x = {w.in_w, w.out_w, w.stride_w, w.pad_left, c, c};
    const Axis y = {w.in_h, w.out_h, w.stride_h, w.pad_top, w.in_w * c, w.out_w * c};
    transposed = y.out > x.out && y.stride <= 2;
    along = transposed ? y : x;
    across = transposed ? x : y;
    pairs = (along.out + 1) / 2;
    pitch = 2 * pairs * along.stride + 2;
    const uint32_t lines = kPlaneBudget / (pitch * 2 * kChannelBlock);
    strip_out = lines <= 3 ? 1 : (lines - 3) / across.stride + 1;
    if (strip_out > across.out) strip_out = across.out;
    strip_in = (strip_out - 1) * across.stride + 3;
    plane_stride = strip_in * pitch;
  }
};

// Scratch: the planes.
uint64_t scratch_bytes(const Step& step) {
  const Plan plan(step.shape.window);
  return uint64_t{plan.plane_stride} * sizeof(int16_t) * kChannelBlock;
}

bool check(const Step& step, const Limits& limits) {
  const WindowShape& w = step.shape.window;
  if ((step.flags & ~kFlagQuickRescale) != 0 || !window_ok(w) || w.groups != 1) return false;
  if (w.in_c != w.out_c || w.kernel_h != 3 || w.kernel_w != 3 || w.dilation_h != 1 ||
      w.dilation_w != 1 || w.stride_w > 2) {
    return false;
  }
  return in_arena(limits, step.input[0], window_input_bytes(w)) &&
         in_arena(limits, step.output, window_output_bytes(w)) &&
         in_weights(limits, step.weights, planar_bytes(w.out_c, 3, 3), kAlignment) &&
         rescaling_ok(step, limits, w.out_c) && scratch_fits(step, limits, scratch_bytes(step));
}

// The planes of `channels` channels, from input line `first` on. `block` is the first channel's
// first pixel.
void fill_strip(const Plan& plan, int32_t zero_point, const int8_t* block, uint32_t channels,
                int32_t first, int16_t* planes) {
  PlaneLine line = {};
  line.pixel_stride = plan.along.in_step;
  line.left = plan.along.pad;
  const uint32_t room = plan.pitch - line.left;
  line.count = plan.along.in < room ? plan.along.in : room;
  line.right = room - line.count;
  line.zero_point = zero_point;
  for (uint32_t i = 0; i < plan.strip_in; ++i) {
    const int32_t at = first + static_cast<int32_t>(i);
    const bool inside = at >= 0 && static_cast<uint32_t>(at) < plan.across.in;
    line.pixels = inside ? block + static_cast<uint32_t>(at) * plan.across.in_step : nullptr;
    fill_plane_line(line, channels, planes + i * plan.pitch, plan.plane_stride);
  }
}

int8_t to_int8(const BlockLayer& layer, uint32_t channel, int32_t sum) {
  if (layer.quick) {
    const QuickRescale& scale = reinterpret_cast<const QuickRescale*>(layer.scale)[channel];
    return static_cast<int8_t>(clamp(quick_rescale(sum, scale), layer.low, layer.high));
  }
  const Rescale& scale = reinterpret_cast<const Rescale*>(layer.scale)[channel];
  const int32_t y = wrapping_add(rescale(sum, scale.multiplier, scale.shift), layer.zero_point);
  return static_cast<int8_t>(clamp(y, layer.low, layer.high));
}

// One output line of one channel: in pairs where that is possible, the rest one by one.
void run_line(const Plan& plan, const BlockLayer& layer, uint32_t channel, PlanarRun& run) {
  uint32_t done = 0;
  if (layer.quick && layer.whole_range && run.pairs > 0) {
    if (plan.along.stride == 1) {
      satchel_planar_3x3_stride1(&run);
    } else {
      satchel_planar_3x3_stride2(&run);
    }
    done = 2 * run.pairs;
  }
  for (uint32_t i = done; i < plan.along.out; ++i) {
    const int32_t sum =
        planar_sum(run.line + i * plan.along.stride, run.pitch, run.weights, run.bias);
    run.out[i * run.out_stride] = to_int8(layer, channel, sum);
  }
}

// One channel of one strip.
void run_plane(const Plan& plan, const BlockLayer& layer, uint32_t channel, const int16_t* plane,
               uint32_t lines, int8_t* out) {
  uint32_t weights[6];
  unpack_3x3(layer.weights + channel * kChannelWeights, plan.transposed, weights);
  PlanarRun run = {};
  run.line = plane;
  run.pitch = plan.pitch * static_cast<uint32_t>(sizeof(int16_t));
  run.weights = weights;
  run.out = out;
  run.pairs = plan.along.out / 2;
  run.bias = layer.bias[channel];
  if (layer.quick) run.scale = reinterpret_cast<const QuickRescale*>(layer.scale)[channel];
  run.out_stride = plan.along.out_step;
  for (uint32_t i = 0; i < lines; ++i) {
    run_line(plan, layer, channel, run);
    run.line += plan.across.stride * plan.pitch;
    run.out += plan.across.out_step;
  }
}

// One batch.
void run_picture(const Plan& plan, const BlockLayer& layer, int32_t zero_point,
                 const int8_t* picture, int8_t* out, int16_t* planes) {
  const int32_t pad = static_cast<int32_t>(plan.across.pad);
  for (uint32_t c = 0; c < layer.channels; c += kChannelBlock) {
    const uint32_t left = layer.channels - c;
    const uint32_t channels = left < kChannelBlock ? left : kChannelBlock;
    for (uint32_t at = 0; at < plan.across.out; at += plan.strip_out) {
      const uint32_t lines_left = plan.across.out - at;
      const uint32_t lines = lines_left < plan.strip_out ? lines_left : plan.strip_out;
      const int32_t first = static_cast<int32_t>(at * plan.across.stride) - pad;
      fill_strip(plan, zero_point, picture + c, channels, first, planes);
      for (uint32_t i = 0; i < channels; ++i) {
        run_plane(plan, layer, c + i, planes + i * plan.plane_stride, lines,
                  out + at * plan.across.out_step + c + i);
      }
    }
  }
}

void run(const Step& step, const Memory& memory) {
  const WindowShape& w = step.shape.window;
  const Plan plan(w);
  const BlockLayer layer(step, memory, kChannelWeights, w.out_c, w.output_zero_point, w.low,
                         w.high);
  const int8_t* picture = reinterpret_cast<const int8_t*>(memory.arena + step.input[0]);
  int8_t* out = reinterpret_cast<int8_t*>(memory.arena + step.output);
  int16_t* planes = reinterpret_cast<int16_t*>(memory.arena + step.scratch);
  for (uint32_t b = 0; b < w.batches; ++b) {
    run_picture(plan, layer, w.input_zero_point, picture, out, planes);
    picture += w.in_h * w.in_w * w.in_c;
    out += w.out_h * w.out_w * w.out_c;
  }
}

}  // namespace

const KernelEntry kDepthwisePlanarEntry = {Kernel::kDepthwisePlanar, check, scratch_bytes, run};

}  // namespace satchel
