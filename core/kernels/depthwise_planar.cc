#include "core/kernels/depthwise_planar.h"

#include "core/kernels/block_layer.h"
#include "core/kernels/bounds.h"
#include "core/kernels/planar.h"

namespace satchel {
namespace {

// More rows at a time repeat less work at the seams, fewer need less scratch.
constexpr uint32_t kPlaneBudget = 4096;
constexpr uint32_t kChannelWeights = 12;  // 3 rows of [w0 w1 w2 0]

// How the picture is cut. Rows are cut into strips; four channels of a strip are turned into
// planes.
struct Plan {
  uint32_t pairs;         // of outputs in a row
  uint32_t pitch;         // int16 in a row of a plane
  uint32_t strip_out;     // output rows of a strip
  uint32_t strip_in;      // input rows of a strip
  uint32_t plane_stride;  // int16 of a plane

  explicit Plan(const WindowShape& w) {
    pairs = (uint32_t{w.out_w} + 1) / 2;
    pitch = 2 * pairs * w.stride_w + 2;
    const uint32_t row_bytes = pitch * 2 * kChannelBlock;
    const uint32_t rows = kPlaneBudget / row_bytes;
    strip_out = rows <= 3 ? 1 : (rows - 3) / w.stride_h + 1;
    if (strip_out > w.out_h) strip_out = w.out_h;
    strip_in = (strip_out - 1) * w.stride_h + 3;
    plane_stride = strip_in * pitch;
  }
};

// Scratch: the planes, then a row of accumulators.
uint64_t scratch_bytes(const Step& step) {
  const Plan plan(step.shape.window);
  return uint64_t{plan.plane_stride} * 2 * kChannelBlock + uint64_t{plan.pairs} * 8;
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

void fill_strip(const WindowShape& w, const Plan& plan, const int8_t* block, uint32_t channels,
                int32_t first_row, int16_t* planes) {
  PlaneRow row = {};
  row.pixel_stride = w.in_c;
  row.left = w.pad_left;
  const uint32_t room = plan.pitch - w.pad_left;
  row.count = w.in_w < room ? w.in_w : room;
  row.right = room - row.count;
  row.zero_point = w.input_zero_point;
  for (uint32_t i = 0; i < plan.strip_in; ++i) {
    const int32_t y = first_row + static_cast<int32_t>(i);
    const bool inside = y >= 0 && y < w.in_h;
    row.pixels = inside ? block + y * w.in_w * w.in_c : nullptr;
    fill_plane_row(row, channels, planes + i * plan.pitch, plan.plane_stride);
  }
}

template <bool whole_range>
void store_row_quick(const BlockLayer& layer, const QuickRescale& record, const int32_t* acc,
                     uint32_t count, int8_t* out) {
  const QuickRescale scale = record;
  for (const int32_t* end = acc + count; acc != end; ++acc) {
    const int32_t y = quick_rescale(*acc, scale);
    *out = static_cast<int8_t>(whole_range ? saturate_int8(y) : clamp(y, layer.low, layer.high));
    out += layer.channels;
  }
}

void store_row(const BlockLayer& layer, uint32_t channel, const int32_t* acc, uint32_t count,
               int8_t* out) {
  if (layer.quick) {
    const QuickRescale& scale = reinterpret_cast<const QuickRescale*>(layer.scale)[channel];
    if (layer.whole_range) {
      store_row_quick<true>(layer, scale, acc, count, out);
    } else {
      store_row_quick<false>(layer, scale, acc, count, out);
    }
    return;
  }
  const Rescale& scale = reinterpret_cast<const Rescale*>(layer.scale)[channel];
  for (uint32_t i = 0; i < count; ++i) {
    const int32_t y =
        wrapping_add(rescale(acc[i], scale.multiplier, scale.shift), layer.zero_point);
    out[i * layer.channels] = static_cast<int8_t>(clamp(y, layer.low, layer.high));
  }
}

// One channel of one strip.
void run_plane(const WindowShape& w, const Plan& plan, const BlockLayer& layer, uint32_t channel,
               const int16_t* plane, int32_t* acc, uint32_t rows, int8_t* out) {
  uint32_t weights[6];
  unpack_3x3(layer.weights + channel * kChannelWeights, weights);
  const int32_t bias = layer.bias[channel];
  const uint32_t pitch_bytes = plan.pitch * 2;
  for (uint32_t y = 0; y < rows; ++y) {
    if (w.stride_w == 1) {
      satchel_planar_3x3_stride1(plane, pitch_bytes, weights, acc, plan.pairs, bias);
    } else {
      satchel_planar_3x3_stride2(plane, pitch_bytes, weights, acc, plan.pairs, bias);
    }
    store_row(layer, channel, acc, w.out_w, out);
    plane += w.stride_h * plan.pitch;
    out += w.out_w * w.out_c;
  }
}

// One batch.
void run_picture(const WindowShape& w, const Plan& plan, const BlockLayer& layer,
                 const int8_t* picture, int8_t* out, int16_t* planes) {
  int32_t* acc = reinterpret_cast<int32_t*>(planes + kChannelBlock * plan.plane_stride);
  for (uint32_t c = 0; c < w.in_c; c += kChannelBlock) {
    const uint32_t left = w.in_c - c;
    const uint32_t channels = left < kChannelBlock ? left : kChannelBlock;
    for (uint32_t y = 0; y < w.out_h; y += plan.strip_out) {
      const uint32_t rows_left = w.out_h - y;
      const uint32_t rows = rows_left < plan.strip_out ? rows_left : plan.strip_out;
      fill_strip(w, plan, picture + c, channels, static_cast<int32_t>(y * w.stride_h) - w.pad_top,
                 planes);
      for (uint32_t i = 0; i < channels; ++i) {
        run_plane(w, plan, layer, c + i, planes + i * plan.plane_stride, acc, rows,
                  out + y * w.out_w * w.out_c + c + i);
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
    run_picture(w, plan, layer, picture, out, planes);
    picture += w.in_h * w.in_w * w.in_c;
    out += w.out_h * w.out_w * w.out_c;
  }
}

}  // namespace

const KernelEntry kDepthwisePlanarEntry = {Kernel::kDepthwisePlanar, check, scratch_bytes, run};

}  // namespace satchel
