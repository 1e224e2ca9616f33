// The DSP instructions of ARMv7E-M (Cortex-M4, M7; also M33 and M55) that the kernels use, and what
// they mean on every other machine, so that one source and one test run everywhere. A "pair" is two
// int16 in a word, the first in the low half. Sums wrap modulo 2^32.
#pragma once

#include <stdint.h>

#include "core/kernels/fixed_point.h"

#if defined(__ARM_FEATURE_DSP) && __ARM_FEATURE_DSP
#define SATCHEL_HAS_DSP 1
#else
#define SATCHEL_HAS_DSP 0
#endif

namespace satchel {

inline int32_t low_half(uint32_t pair) {
  return static_cast<int16_t>(pair & 0xffff);
}
inline int32_t high_half(uint32_t pair) {
  return static_cast<int16_t>(pair >> 16);
}
inline uint32_t make_pair(int32_t low, int32_t high) {
  return (as_unsigned(low) & 0xffff) | (as_unsigned(high) << 16);
}

// Unaligned little-endian words.
inline uint32_t load_word(const void* p) {
  uint32_t word;
  __builtin_memcpy(&word, p, sizeof(word));
  return word;
}
inline void store_word(void* p, uint32_t word) {
  __builtin_memcpy(p, &word, sizeof(word));
}

#if SATCHEL_HAS_DSP

// Two neighbours, at any int16's address.
inline uint32_t load_pair(const int16_t* p) {
  return load_word(p);
}
// acc + x.low * y.low + x.high * y.high
inline int32_t smlad(uint32_t x, uint32_t y, int32_t acc) {
  int32_t result;
  __asm__("smlad %0, %1, %2, %3" : "=r"(result) : "r"(x), "r"(y), "r"(acc));
  return result;
}
// acc + x.low * y.high, and acc + x.high * y.low
inline int32_t smlabt(uint32_t x, uint32_t y, int32_t acc) {
  int32_t result;
  __asm__("smlabt %0, %1, %2, %3" : "=r"(result) : "r"(x), "r"(y), "r"(acc));
  return result;
}
inline int32_t smlatb(uint32_t x, uint32_t y, int32_t acc) {
  int32_t result;
  __asm__("smlatb %0, %1, %2, %3" : "=r"(result) : "r"(x), "r"(y), "r"(acc));
  return result;
}
// Bytes 0 and 2 of `bytes`, sign extended; with _odd bytes 1 and 3; each added to its half of
// `pair`.
inline uint32_t sxtab16(uint32_t pair, uint32_t bytes) {
  uint32_t result;
  __asm__("sxtab16 %0, %1, %2" : "=r"(result) : "r"(pair), "r"(bytes));
  return result;
}
inline uint32_t sxtab16_odd(uint32_t pair, uint32_t bytes) {
  uint32_t result;
  __asm__("sxtab16 %0, %1, %2, ror #8" : "=r"(result) : "r"(pair), "r"(bytes));
  return result;
}
inline uint32_t sxtb16(uint32_t bytes) {
  uint32_t result;
  __asm__("sxtb16 %0, %1" : "=r"(result) : "r"(bytes));
  return result;
}
inline uint32_t sxtb16_odd(uint32_t bytes) {
  uint32_t result;
  __asm__("sxtb16 %0, %1, ror #8" : "=r"(result) : "r"(bytes));
  return result;
}
// (a.low, b.low), (a.low, b.high) and (a.high, b.high)
inline uint32_t pack_low_low(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__("pkhbt %0, %1, %2, lsl #16" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
inline uint32_t pack_low_high(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__("pkhbt %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
inline uint32_t pack_high_high(uint32_t a, uint32_t b) {
  uint32_t result;
  __asm__("pkhtb %0, %1, %2, asr #16" : "=r"(result) : "r"(b), "r"(a));
  return result;
}
// SRDHM(acc, multiplier) for |acc| < 2^30.
inline int32_t high_multiply(int32_t acc, int32_t multiplier) {
  int32_t result;
  __asm__("smmulr %0, %1, %2" : "=r"(result) : "r"(wrapping_shl(acc, 1)), "r"(multiplier));
  return result;
}
inline int32_t saturate_int8(int32_t value) {
  int32_t result;
  __asm__("ssat %0, #8, %1" : "=r"(result) : "r"(value));
  return result;
}

#else

inline uint32_t load_pair(const int16_t* p) {
  return make_pair(p[0], p[1]);
}
inline int32_t smlad(uint32_t x, uint32_t y, int32_t acc) {
  const int32_t low = low_half(x) * low_half(y);
  return wrapping_add(wrapping_add(acc, low), high_half(x) * high_half(y));
}
inline int32_t smlabt(uint32_t x, uint32_t y, int32_t acc) {
  return wrapping_add(acc, low_half(x) * high_half(y));
}
inline int32_t smlatb(uint32_t x, uint32_t y, int32_t acc) {
  return wrapping_add(acc, high_half(x) * low_half(y));
}
inline int32_t byte_of(uint32_t bytes, int index) {
  return static_cast<int8_t>(bytes >> (8 * index) & 0xff);
}
inline uint32_t sxtab16(uint32_t pair, uint32_t bytes) {
  return make_pair(low_half(pair) + byte_of(bytes, 0), high_half(pair) + byte_of(bytes, 2));
}
inline uint32_t sxtab16_odd(uint32_t pair, uint32_t bytes) {
  return make_pair(low_half(pair) + byte_of(bytes, 1), high_half(pair) + byte_of(bytes, 3));
}
inline uint32_t sxtb16(uint32_t bytes) {
  return sxtab16(0, bytes);
}
inline uint32_t sxtb16_odd(uint32_t bytes) {
  return sxtab16_odd(0, bytes);
}
inline uint32_t pack_low_low(uint32_t a, uint32_t b) {
  return (a & 0xffff) | (b << 16);
}
inline uint32_t pack_low_high(uint32_t a, uint32_t b) {
  return (a & 0xffff) | (b & 0xffff0000u);
}
inline uint32_t pack_high_high(uint32_t a, uint32_t b) {
  return (a >> 16) | (b & 0xffff0000u);
}
inline int32_t high_multiply(int32_t acc, int32_t multiplier) {
  // SMMULR of 2 * acc: the doubling wraps, as the shift before the instruction does.
  const Product p = multiply(wrapping_shl(acc, 1), multiplier);
  return as_signed(as_unsigned(p.high) + (p.low >> 31));
}
inline int32_t saturate_int8(int32_t value) {
  return clamp(value, -128, 127);
}

#endif

}  // namespace satchel
