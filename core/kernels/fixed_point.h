// The integer arithmetic of TensorFlow Lite's int8 kernels (two rounding steps), to the bit. Sums
// and left shifts wrap modulo 2^32, so nothing here is undefined for any operand.
#pragma once

#include <stdint.h>

namespace satchel {

constexpr int32_t kInt32Max = 0x7fffffff;
constexpr int32_t kInt32Min = -kInt32Max - 1;

inline int32_t as_signed(uint32_t bits) {
  return static_cast<int32_t>(bits);
}
inline uint32_t as_unsigned(int32_t value) {
  return static_cast<uint32_t>(value);
}

inline int32_t wrapping_add(int32_t a, int32_t b) {
  return as_signed(as_unsigned(a) + as_unsigned(b));
}
inline int32_t wrapping_sub(int32_t a, int32_t b) {
  return as_signed(as_unsigned(a) - as_unsigned(b));
}
inline int32_t wrapping_mul(int32_t a, int32_t b) {
  return as_signed(as_unsigned(a) * as_unsigned(b));
}
inline int32_t wrapping_shl(int32_t a, int n) {
  return as_signed(as_unsigned(a) << n);
}

inline int32_t clamp(int32_t value, int32_t low, int32_t high) {
  return value < low ? low : (value > high ? high : value);
}

// A 64-bit product in two halves.
struct Product {
  int32_t high;
  uint32_t low;
};

inline Product multiply(int32_t a, int32_t b) {
#if defined(__ARM_ARCH_6M__)
  // There is no 32x32->64 multiply, and the compiler's library call costs more than four 16-bit
  // products.
  const uint32_t a_low = as_unsigned(a) & 0xffff;
  const uint32_t b_low = as_unsigned(b) & 0xffff;
  const int32_t a_high = a >> 16;
  const int32_t b_high = b >> 16;
  const uint32_t low = a_low * b_low;
  const int32_t cross = a_high * static_cast<int32_t>(b_low) + static_cast<int32_t>(low >> 16);
  const int32_t middle = static_cast<int32_t>(a_low) * b_high + (cross & 0xffff);
  return {a_high * b_high + (cross >> 16) + (middle >> 16),
          (as_unsigned(middle) << 16) | (low & 0xffff)};
#else
  const int64_t product = static_cast<int64_t>(a) * b;
  return {static_cast<int32_t>(product >> 32), static_cast<uint32_t>(product)};
#endif
}

// SRDHM: a * b / 2^31 to the nearest, exact halves up; the one overflow (both -2^31) saturates.
inline int32_t rounding_doubling_high_multiply(int32_t a, int32_t b) {
  if (a == kInt32Min && b == kInt32Min) return kInt32Max;
  const Product p = multiply(a, b);
  const uint32_t low = p.low + (1u << 30);
  const uint32_t carry = low < p.low ? 1 : 0;
  return as_signed(((as_unsigned(p.high) + carry) << 1) | (low >> 31));
}

// RDPOT: x / 2^exponent to the nearest, exact halves away from zero. exponent 0..31.
inline int32_t rounding_shift_right(int32_t x, int exponent) {
  const int32_t mask = as_signed((1u << exponent) - 1);
  const int32_t remainder = x & mask;
  const int32_t threshold = as_signed(as_unsigned(mask) >> 1) + (x < 0 ? 1 : 0);
  return (x >> exponent) + (remainder > threshold ? 1 : 0);
}

// MBQM: x * multiplier * 2^(shift - 31). shift -31..30.
inline int32_t rescale(int32_t x, int32_t multiplier, int32_t shift) {
  const int left = shift > 0 ? shift : 0;
  const int right = shift > 0 ? 0 : -shift;
  return rounding_shift_right(rounding_doubling_high_multiply(wrapping_shl(x, left), multiplier),
                              right);
}

}  // namespace satchel
