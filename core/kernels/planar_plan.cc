#include "core/kernels/planar_plan.h"

#include "core/kernels/layout.h"
#include "core/kernels/planar.h"

namespace satchel {
namespace {

// More lines at a time repeat less work at the seams, fewer need less scratch.
constexpr uint32_t kPlaneBudget = 4096;

uint32_t pairs_of(uint32_t values) {
  return (values + 1) / 2;
}

}  // namespace

PlanarPlan::PlanarPlan(const WindowShape& w) {
  const auto extent = [](uint32_t kernel, uint32_t dilation) {
    return (kernel - 1) * dilation + 1;
  };
  const uint32_t in_c = w.in_c;
  const uint32_t out_c = w.out_c;
  const Axis x = {w.in_w,
                  w.out_w,
                  w.stride_w,
                  w.pad_left,
                  w.kernel_w,
                  w.dilation_w,
                  extent(w.kernel_w, w.dilation_w),
                  in_c,
                  out_c};
  const Axis y = {w.in_h,
                  w.out_h,
                  w.stride_h,
                  w.pad_top,
                  w.kernel_h,
                  w.dilation_h,
                  extent(w.kernel_h, w.dilation_h),
                  w.in_w * in_c,
                  w.out_w * out_c};
  // The fewest pairs, then the longest lines, which cost less at their ends.
  const uint64_t pairs_down = uint64_t{x.kernel} * pairs_of(y.extent);
  const uint64_t pairs_right = uint64_t{y.kernel} * pairs_of(x.extent);
  transposed = pairs_down < pairs_right || (pairs_down == pairs_right && y.out > x.out);
  along = transposed ? y : x;
  across = transposed ? x : y;
  words = pairs_of(along.extent);
  pitch = static_cast<uint32_t>(round_up((along.out - 1) * along.stride + 2 * words, 2));
  const uint32_t lines = kPlaneBudget / (pitch * static_cast<uint32_t>(sizeof(int16_t)) * 4);
  strip_out = lines <= across.extent ? 1 : (lines - across.extent) / across.stride + 1;
  if (strip_out > across.out) strip_out = across.out;
  strip_in = (strip_out - 1) * across.stride + across.extent;
  plane_stride = uint64_t{strip_in} * pitch;
  planes = in_c < kChannelBlock ? in_c : kChannelBlock;
}

uint64_t PlanarPlan::tap_bytes() const {
  return round_up(taps() * sizeof(PlanarTap), kAlignment);
}

uint64_t PlanarPlan::scratch_bytes() const {
  return tap_bytes() + plane_stride * sizeof(int16_t) * planes;
}

}  // namespace satchel
