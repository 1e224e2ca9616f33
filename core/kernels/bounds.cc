#include "core/kernels/bounds.h"

namespace satchel {
namespace {

bool inside(uint32_t size, uint32_t offset, uint64_t bytes) {
  return bytes > 0 && bytes <= size && offset <= size - bytes;
}

bool shifts_ok(const Step& step, const Limits& limits, uint32_t channels) {
  const uint8_t* at = limits.weights + step.rescale;
  if (step.flags & kFlagQuickRescale) {
    const QuickRescale* records = reinterpret_cast<const QuickRescale*>(at);
    for (uint32_t i = 0; i < channels; ++i) {
      if (records[i].right_shift < 1 || records[i].right_shift > 31) return false;
    }
    return true;
  }
  const Rescale* records = reinterpret_cast<const Rescale*>(at);
  for (uint32_t i = 0; i < channels; ++i) {
    if (records[i].shift < -31 || records[i].shift > 30) return false;
  }
  return true;
}

// One axis of a window: the last output's window begins inside the picture, the first reaches into
// it.
bool axis_ok(uint32_t in, uint32_t out, uint32_t kernel, uint32_t stride, uint32_t dilation,
             uint32_t pad) {
  if (in == 0 || out == 0 || kernel == 0 || stride == 0 || dilation == 0) return false;
  const uint64_t extent = uint64_t{kernel - 1} * dilation + 1;
  const uint64_t last_begin = uint64_t{out - 1} * stride;
  return extent <= 0xffff && pad < extent && last_begin < uint64_t{in} + pad;
}

}  // namespace

bool in_arena(const Limits& limits, uint32_t offset, uint64_t bytes) {
  return inside(limits.arena_bytes, offset, bytes);
}

bool in_weights(const Limits& limits, uint32_t offset, uint64_t bytes, uint32_t alignment) {
  return offset % alignment == 0 && inside(limits.weights_bytes, offset, bytes);
}

uint64_t bounded_product(uint64_t a, uint64_t b) {
  constexpr uint64_t kMany = uint64_t{1} << 63;
  // Factors below 2^31 cannot overflow; larger ones are already more than any memory here.
  if (a == 0 || b == 0) return 0;
  return (a >> 32) != 0 || (b >> 31) != 0 ? kMany : a * b;
}

bool scratch_fits(const Step& step, const Limits& limits, uint64_t bytes) {
  return bytes == 0 || (step.scratch % kAlignment == 0 && in_arena(limits, step.scratch, bytes));
}

bool apart(uint32_t a, uint64_t a_bytes, uint32_t b, uint64_t b_bytes) {
  return a + a_bytes <= b || b + b_bytes <= a;
}

bool rescaling_ok(const Step& step, const Limits& limits, uint32_t channels) {
  const uint64_t record = step.flags & kFlagQuickRescale ? sizeof(QuickRescale) : sizeof(Rescale);
  return in_weights(limits, step.bias, uint64_t{channels} * sizeof(int32_t), 4) &&
         in_weights(limits, step.rescale, channels * record, 4) &&
         shifts_ok(step, limits, channels);
}

bool activation_ok(int16_t low, int16_t high) {
  return low >= -128 && low <= high && high <= 127;
}

bool zero_point_ok(int16_t zero_point) {
  return zero_point >= -128 && zero_point <= 127;
}

bool window_ok(const WindowShape& w) {
  return w.batches > 0 && w.in_c > 0 && w.out_c > 0 && zero_point_ok(w.input_zero_point) &&
         zero_point_ok(w.output_zero_point) && activation_ok(w.low, w.high) &&
         axis_ok(w.in_h, w.out_h, w.kernel_h, w.stride_h, w.dilation_h, w.pad_top) &&
         axis_ok(w.in_w, w.out_w, w.kernel_w, w.stride_w, w.dilation_w, w.pad_left);
}

uint64_t window_output_bytes(const WindowShape& w) {
  return uint64_t{w.batches} * w.out_h * w.out_w * w.out_c;
}

bool window_in_arena(const Step& step, const Limits& limits) {
  const WindowShape& w = step.shape.window;
  const uint64_t input_bytes = uint64_t{w.batches} * w.in_h * w.in_w * w.in_c;
  return in_arena(limits, step.input[0], input_bytes) &&
         in_arena(limits, step.output, window_output_bytes(w));
}

uint64_t no_scratch(const Step&) {
  return 0;
}

}  // namespace satchel
