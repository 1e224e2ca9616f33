#include "core/kernels/block_layer.h"
#include "core/kernels/dsp_intrinsics.h"
#include "core/kernels/fixed_point.h"
#include "core/kernels/kernel_bench.h"
#include "core/kernels/kernel_cases.h"

namespace satchel {
namespace {

constexpr int32_t kCorners[] = {kInt32Min,
                                kInt32Min + 1,
                                -(1 << 30),
                                -65536,
                                -32769,
                                -32768,
                                -3,
                                -2,
                                -1,
                                0,
                                1,
                                2,
                                3,
                                32767,
                                32768,
                                65535,
                                65536,
                                1 << 30,
                                kInt32Max - 1,
                                kInt32Max};
constexpr int kCornerCount = sizeof(kCorners) / sizeof(kCorners[0]);

int32_t corner_or_any(Random& random) {
  return random.one_in(3) ? kCorners[random.between(0, kCornerCount - 1)]
                          : as_signed(random.bits());
}

int32_t plain_srdhm(int32_t a, int32_t b) {
  if (a == kInt32Min && b == kInt32Min) return kInt32Max;
  const int64_t product = int64_t{a} * b;
  const int64_t nudge = product >= 0 ? int64_t{1} << 30 : 1 - (int64_t{1} << 30);
  return static_cast<int32_t>((product + nudge) / (int64_t{1} << 31));
}

}  // namespace

void test_fixed_point_multiply(Checks& checks) {
  for (uint32_t seed = 1; seed <= 4000; ++seed) {
    Random random(seed);
    checks.set_seed(seed);
    const int32_t a = corner_or_any(random);
    const int32_t b = corner_or_any(random);
    const Product p = multiply(a, b);
    const int64_t joined = (int64_t{p.high} * (int64_t{1} << 32)) | p.low;
    SATCHEL_CHECK_EQUAL(checks, joined, int64_t{a} * b);
    SATCHEL_CHECK_EQUAL(checks, rounding_doubling_high_multiply(a, b), plain_srdhm(a, b));
  }
}

void test_fixed_point_shift(Checks& checks) {
  for (uint32_t seed = 1; seed <= 2000; ++seed) {
    Random random(seed);
    checks.set_seed(seed);
    const int32_t x = corner_or_any(random);
    const int exponent = random.between(1, 31);
    const int64_t magnitude = x < 0 ? -int64_t{x} : int64_t{x};
    const int64_t rounded = (magnitude + (int64_t{1} << (exponent - 1))) >> exponent;
    SATCHEL_CHECK_EQUAL(checks, rounding_shift_right(x, exponent), x < 0 ? -rounded : rounded);
    SATCHEL_CHECK_EQUAL(checks, rounding_shift_right(x, 0), x);
  }
}

void test_fixed_point_rescale(Checks& checks) {
  for (uint32_t seed = 1; seed <= 2000; ++seed) {
    Random random(seed);
    checks.set_seed(seed);
    const int32_t shift = random.between(-31, 10);
    const int32_t acc = random.between(-(1 << 20), 1 << 20);
    const int32_t multiplier = random.one_in(8) ? 1 << 30 : random.between(1 << 30, kInt32Max);
    SATCHEL_CHECK_EQUAL(checks, rescale(acc, multiplier, shift),
                        reference_rescale(acc, multiplier, shift));
  }
}

void test_quick_rescale(Checks& checks) {
  for (uint32_t seed = 1; seed <= 4000; ++seed) {
    Random random(seed);
    checks.set_seed(seed);
    const int32_t right = random.between(1, 22);
    const int32_t zero_point = random.int8();
    const bool small = random.one_in(2);
    const int32_t acc =
        small ? random.between(-4000, 4000) : random.between(-(1 << 30) + 1, (1 << 30) - 1);
    const int32_t multiplier = random.one_in(4) ? 1 << 30 : random.between(1 << 30, kInt32Max);
    const QuickRescale record = {multiplier, (1 << (right - 1)) + zero_point * (1 << right), right};
    SATCHEL_CHECK_EQUAL(checks, quick_rescale(acc, record),
                        reference_rescale(acc, multiplier, -right) + zero_point);
  }
}

void test_dsp_instructions(Checks& checks) {
  // Values chosen so that every half and byte differs in sign and size.
  const uint32_t x = make_pair(-300, 7);
  const uint32_t y = make_pair(11, -20000);
  SATCHEL_CHECK_EQUAL(checks, smlad(x, y, 5), 5 - 3300 - 140000);
  SATCHEL_CHECK_EQUAL(checks, smlabt(x, y, 5), 5 + 6000000);
  SATCHEL_CHECK_EQUAL(checks, smlatb(x, y, 5), 5 + 77);
  const uint32_t bytes = 0x80017fffu;  // -1, 127, 1, -128
  SATCHEL_CHECK_EQUAL(checks, sxtb16(bytes), make_pair(-1, 1));
  SATCHEL_CHECK_EQUAL(checks, sxtb16_odd(bytes), make_pair(127, -128));
  SATCHEL_CHECK_EQUAL(checks, sxtab16(make_pair(128, -127), bytes), make_pair(127, -126));
  SATCHEL_CHECK_EQUAL(checks, sxtab16_odd(make_pair(128, -127), bytes), make_pair(255, -255));
  SATCHEL_CHECK_EQUAL(checks, pack_low_low(x, y), make_pair(-300, 11));
  SATCHEL_CHECK_EQUAL(checks, pack_low_high(x, y), make_pair(-300, -20000));
  SATCHEL_CHECK_EQUAL(checks, pack_high_high(x, y), make_pair(7, -20000));
  SATCHEL_CHECK_EQUAL(checks, saturate_int8(128), 127);
  SATCHEL_CHECK_EQUAL(checks, saturate_int8(-129), -128);
  SATCHEL_CHECK_EQUAL(checks, saturate_int8(-5), -5);
}

}  // namespace satchel
