#include "core/kernels/softmax.h"

#include "core/kernels/bounds.h"
#include "core/kernels/fixed_point.h"
#include "core/kernels/fixed_point_exp.h"

namespace satchel {
namespace {

constexpr int kSumIntegerBits = 12;

bool check(const Step& step, const Limits& limits) {
  const SoftmaxShape& s = step.shape.softmax;
  const uint64_t bytes = bounded_product(s.rows, s.depth);
  return step.flags == 0 && s.left_shift >= 0 && s.left_shift <= 30 && s.diff_min <= 0 &&
         in_arena(limits, step.input[0], bytes) && in_arena(limits, step.output, bytes);
}

int32_t exp_of_difference(const SoftmaxShape& s, int32_t difference) {
  return fixed_point_exp(
      rounding_doubling_high_multiply(wrapping_shl(difference, s.left_shift), s.multiplier));
}

// In place over `row` is fine: each value is read before it is written, and twice only before any
// write.
void row(const SoftmaxShape& s, const int8_t* in, int8_t* out) {
  int32_t largest = -128;
  for (uint32_t i = 0; i < s.depth; ++i) {
    if (in[i] > largest) largest = in[i];
  }
  int32_t sum = 0;
  for (uint32_t i = 0; i < s.depth; ++i) {
    const int32_t difference = in[i] - largest;
    if (difference < s.diff_min) continue;
    sum =
        wrapping_add(sum, rounding_shift_right(exp_of_difference(s, difference), kSumIntegerBits));
  }
  // The largest term is 2^31 - 1, so the sum is at least 2^19 unless it wrapped.
  const int headroom = sum == 0 ? 0 : __builtin_clz(as_unsigned(sum));
  const int exponent = kSumIntegerBits - headroom + 23;
  const int32_t scale =
      reciprocal_of_one_plus(as_signed((as_unsigned(sum) << headroom) - 0x80000000u));
  for (uint32_t i = 0; i < s.depth; ++i) {
    const int32_t difference = in[i] - largest;
    if (difference < s.diff_min) {
      out[i] = -128;
      continue;
    }
    const int32_t share = rounding_shift_right(
        rounding_doubling_high_multiply(scale, exp_of_difference(s, difference)),
        clamp(exponent, 0, 31));
    out[i] = static_cast<int8_t>(clamp(wrapping_add(share, -128), -128, 127));
  }
}

void run(const Step& step, const Memory& memory) {
  const SoftmaxShape& s = step.shape.softmax;
  const int8_t* in = reinterpret_cast<const int8_t*>(memory.arena + step.input[0]);
  int8_t* out = reinterpret_cast<int8_t*>(memory.arena + step.output);
  for (uint32_t i = 0; i < s.rows; ++i) {
    row(s, in, out);
    in += s.depth;
    out += s.depth;
  }
}

}  // namespace

const KernelEntry kSoftmaxEntry = {Kernel::kSoftmax, check, no_scratch, run};

}  // namespace satchel
