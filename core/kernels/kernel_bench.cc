#include "core/kernels/kernel_bench.h"

#include "core/kernels/fixed_point.h"

namespace satchel {
namespace {

constexpr uint8_t kUntouched = 0xa5;

}  // namespace

int32_t reference_rescale(int64_t acc, int32_t multiplier, int32_t shift) {
  const int64_t shifted = shift > 0 ? acc * (int64_t{1} << shift) : acc;
  const int64_t product = shifted * multiplier;
  const int64_t nudge = product >= 0 ? int64_t{1} << 30 : 1 - (int64_t{1} << 30);
  const int64_t high = (product + nudge) / (int64_t{1} << 31);
  if (shift >= 0) return static_cast<int32_t>(high);
  // To nearest, halves away from zero.
  const int64_t magnitude = high < 0 ? -high : high;
  const int64_t rounded = (magnitude + (int64_t{1} << (-shift - 1))) >> -shift;
  return static_cast<int32_t>(high < 0 ? -rounded : rounded);
}

void KernelBench::reset(const KernelEntry& entry) {
  entry_ = &entry;
  step_ = Step();
  step_.kernel = static_cast<uint16_t>(entry.id);
  output_bytes_ = arena_used_ = weights_used_ = 0;
  __builtin_memset(arena_, kUntouched, sizeof(arena_));
  __builtin_memset(weights_, 0, sizeof(weights_));
}

uint32_t KernelBench::take_arena(uint32_t bytes) {
  const uint32_t at = arena_used_;
  arena_used_ += static_cast<uint32_t>(round_up(bytes, kAlignment)) + kAlignment;  // and a gap
  return at;
}

uint32_t KernelBench::take_weights(uint32_t bytes) {
  const uint32_t at = weights_used_;
  weights_used_ += static_cast<uint32_t>(round_up(bytes, kAlignment));
  return at;
}

int8_t* KernelBench::place_input(int which, uint32_t bytes) {
  step_.input[which] = take_arena(bytes);
  return reinterpret_cast<int8_t*>(arena_ + step_.input[which]);
}

void KernelBench::place_window(Random& random, const WindowShape& shape) {
  step_.shape.window = shape;
  const uint32_t in = uint32_t{shape.batches} * shape.in_h * shape.in_w * shape.in_c;
  random.fill(place_input(0, in), in);
  place_output(uint32_t{shape.batches} * shape.out_h * shape.out_w * shape.out_c);
}

void KernelBench::place_output(uint32_t bytes) {
  step_.output = take_arena(bytes);
  output_bytes_ = bytes;
}

int8_t* KernelBench::place_weights(uint32_t bytes) {
  step_.weights = take_weights(bytes);
  return reinterpret_cast<int8_t*>(weights_ + step_.weights);
}

int32_t* KernelBench::place_bias(uint32_t count) {
  step_.bias = take_weights(count * 4);
  return reinterpret_cast<int32_t*>(weights_ + step_.bias);
}

void* KernelBench::place_records(uint32_t bytes) {
  step_.rescale = take_weights(bytes);
  return weights_ + step_.rescale;
}

void KernelBench::run(Checks& checks) {
  const uint32_t scratch = static_cast<uint32_t>(entry_->scratch_bytes(step_));
  step_.scratch = scratch == 0 ? 0 : take_arena(scratch);
  const bool fits = arena_used_ <= kArenaBytes && weights_used_ <= kWeightBytes;
  if (!SATCHEL_CHECK(checks, fits)) return;
  // Limits that end with the last byte: a kernel that asks for more than it needs fails here.
  const Limits limits = {arena_used_, weights_used_, weights_};
  if (!SATCHEL_CHECK(checks, entry_->check(step_, limits))) return;
  __builtin_memcpy(before_, arena_, sizeof(arena_));
  entry_->run(step_, {arena_, weights_});
  uint32_t strangers = 0;
  for (uint32_t i = 0; i < kArenaBytes; ++i) {
    const bool allowed = (i >= step_.output && i - step_.output < output_bytes_) ||
                         (i >= step_.scratch && i - step_.scratch < scratch);
    if (!allowed && arena_[i] != before_[i]) ++strangers;
  }
  SATCHEL_CHECK_EQUAL(checks, strangers, 0);
}

KernelBench& bench() {
  static KernelBench instance;
  return instance;
}

void RandomScales::draw(Random& random, uint32_t channels, uint32_t depth, bool quick) {
  int32_t bits = 0;  // sums have about this many
  while ((1u << bits) < depth) ++bits;
  for (uint32_t c = 0; c < channels; ++c) {
    bias[c] = random.between(-2000, 2000) * static_cast<int32_t>(depth);
    scale[c].multiplier = random.one_in(10) ? 1 << 30 : random.between(1 << 30, kInt32Max);
    scale[c].shift = random.between(-bits / 2 - 8, -bits / 2 - 5);
    if (!quick && random.one_in(6)) scale[c].shift = random.between(-20, 2);
    if (!quick && random.one_in(12)) scale[c] = {0, 0};
  }
}

int32_t RandomScales::expected(int64_t sum, int32_t channel, const WindowShape& shape) const {
  const int32_t scaled = reference_rescale(sum, scale[channel].multiplier, scale[channel].shift);
  return clamp(scaled + shape.output_zero_point, shape.low, shape.high);
}

void RandomScales::place(KernelBench& to, uint32_t count, uint32_t padded_count, bool quick,
                         int32_t output_zero_point) const {
  int32_t* bias_out = to.place_bias(padded_count);
  for (uint32_t c = 0; c < count; ++c) bias_out[c] = bias[c];
  if (!quick) {
    Rescale* records = to.place_rescale<Rescale>(padded_count);
    for (uint32_t c = 0; c < count; ++c) records[c] = scale[c];
    return;
  }
  to.step().flags |= kFlagQuickRescale;
  QuickRescale* records = to.place_rescale<QuickRescale>(padded_count);
  for (uint32_t c = 0; c < padded_count; ++c) records[c] = {0, 0, 1};
  for (uint32_t c = 0; c < count; ++c) {
    const int32_t right = -scale[c].shift;
    records[c] = {scale[c].multiplier, (1 << (right - 1)) + output_zero_point * (1 << right),
                  right};
  }
}

int16_t random_zero_point(Random& random) {
  return random.int8();
}

void random_activation(Random& random, int16_t* low, int16_t* high) {
  *low = -128;
  *high = 127;
  if (random.one_in(2)) return;
  *low = static_cast<int16_t>(random.between(-128, 20));
  *high = static_cast<int16_t>(random.between(*low, 127));
}

namespace {

struct Axis {
  int32_t in, out, kernel, stride, dilation, pad;
};

Axis random_axis(Random& random, int32_t max_kernel, bool dilated) {
  Axis axis = {};
  axis.kernel = random.between(1, max_kernel);
  axis.stride = random.between(1, 3);
  axis.dilation = dilated && random.one_in(3) ? random.between(2, 3) : 1;
  axis.in = random.between(1, 14);
  const int32_t extent = (axis.kernel - 1) * axis.dilation + 1;
  if (axis.in < extent || random.one_in(2)) {  // SAME
    axis.out = (axis.in + axis.stride - 1) / axis.stride;
    const int32_t total = (axis.out - 1) * axis.stride + extent - axis.in;
    axis.pad = total > 0 ? total / 2 : 0;
  } else {  // VALID
    axis.out = (axis.in - extent) / axis.stride + 1;
  }
  return axis;
}

}  // namespace

WindowShape random_window(Random& random, int32_t max_kernel, bool dilated) {
  const Axis h = random_axis(random, max_kernel, dilated);
  const Axis w = random_axis(random, max_kernel, dilated);
  const auto narrow = [](int32_t value) { return static_cast<uint16_t>(value); };
  WindowShape shape = {};
  shape.batches = narrow(random.one_in(4) ? 2 : 1);
  shape.in_h = narrow(h.in);
  shape.in_w = narrow(w.in);
  shape.out_h = narrow(h.out);
  shape.out_w = narrow(w.out);
  shape.kernel_h = narrow(h.kernel);
  shape.kernel_w = narrow(w.kernel);
  shape.stride_h = narrow(h.stride);
  shape.stride_w = narrow(w.stride);
  shape.dilation_h = narrow(h.dilation);
  shape.dilation_w = narrow(w.dilation);
  shape.pad_top = narrow(h.pad);
  shape.pad_left = narrow(w.pad);
  shape.groups = 1;
  shape.input_zero_point = random_zero_point(random);
  shape.output_zero_point = random_zero_point(random);
  random_activation(random, &shape.low, &shape.high);
  return shape;
}

}  // namespace satchel
