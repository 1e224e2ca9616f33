// Exponential and reciprocal in 32-bit fixed point, as TensorFlow Lite's softmax computes them.
// Products of fixed-point numbers are SRDHM. Formulas: spec/model_package.md, "Softmax".
#pragma once

#include <stdint.h>

#include "core/kernels/fixed_point.h"

namespace satchel {

// x * 2^exponent, saturating. exponent 0..30.
inline int32_t saturating_shift_left(int32_t x, int exponent) {
  const int32_t threshold = kInt32Max >> exponent;
  if (x > threshold) return kInt32Max;
  if (x < -threshold) return kInt32Min;
  return wrapping_shl(x, exponent);
}

// exp(a) for -32 < a <= 0 with 5 integer bits and 26 fraction bits; the result has 31 fraction
// bits.
inline int32_t fixed_point_exp(int32_t a) {
  constexpr int kIntegerBits = 5;
  constexpr int kFractionBits = 31 - kIntegerBits;
  constexpr int32_t kQuarter = 1 << (kFractionBits - 2);
  if (a == 0) return kInt32Max;
  const int32_t remainder = (a & (kQuarter - 1)) - kQuarter;  // in [-1/4, 0)
  const int32_t rest = wrapping_sub(remainder, a);            // a multiple of 1/4
  const auto times = [](int32_t x, int32_t y) { return rounding_doubling_high_multiply(x, y); };

  // Taylor series of exp around -1/8.
  const int32_t x = wrapping_add(saturating_shift_left(remainder, kIntegerBits), 1 << 28);
  const int32_t x2 = times(x, x);
  const int32_t x3 = times(x2, x);
  const int32_t x4 = times(x2, x2);
  constexpr int32_t kThird = 715827883;
  const int32_t higher = rounding_shift_right(
      wrapping_add(times(wrapping_add(rounding_shift_right(x4, 2), x3), kThird), x2), 1);
  constexpr int32_t kExpOfMinusEighth = 1895147668;
  int32_t result =
      wrapping_add(kExpOfMinusEighth, times(kExpOfMinusEighth, wrapping_add(x, higher)));

  // exp of -1/4, -1/2, -1, -2, -4, -8, -16 where the rest has that bit.
  constexpr int32_t kFactors[] = {1672461947, 1302514674, 790015084, 290630308,
                                  39332535,   720401,     242};
  for (int i = 0; i < 7; ++i) {
    if (as_unsigned(rest) & (1u << (kFractionBits - 2 + i))) result = times(result, kFactors[i]);
  }
  return result;
}

// 1 / (1 + a) for 0 <= a < 1 with 31 fraction bits, by three Newton steps.
inline int32_t reciprocal_of_one_plus(int32_t a) {
  // (a + (2^31 - 1) + 1) / 2 in 64 bits: the sum of two non-negative numbers fits 32 unsigned bits.
  const int32_t half_denominator = as_signed((as_unsigned(a) + 0x80000000u) >> 1);
  constexpr int32_t k48Over17 = 1515870810;
  constexpr int32_t kMinus32Over17 = -1010580540;
  constexpr int32_t kOne = 1 << 29;  // with 2 integer bits
  int32_t x =
      wrapping_add(k48Over17, rounding_doubling_high_multiply(half_denominator, kMinus32Over17));
  for (int i = 0; i < 3; ++i) {
    const int32_t product = rounding_doubling_high_multiply(half_denominator, x);
    const int32_t error = wrapping_sub(kOne, product);
    x = wrapping_add(x, saturating_shift_left(rounding_doubling_high_multiply(x, error), 2));
  }
  return saturating_shift_left(x, 1);
}

}  // namespace satchel
