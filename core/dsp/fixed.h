#pragma once

#include <stdint.h>

namespace satchel {

// floor(x * w / 2^16), exactly. One instruction (SMULWB) on Cortex-M4 and above.
inline int32_t mul_q16(int32_t x, int16_t w) {
#if defined(__ARM_ARCH_6M__)
  // No long multiplication: the two halves of x one after the other; both products fit 32 bits.
  const int32_t high = (x >> 16) * w;
  const int32_t low = static_cast<int32_t>(static_cast<uint32_t>(x) & 0xffffu) * w;
  return high + (low >> 16);
#else
  return static_cast<int32_t>((static_cast<int64_t>(x) * w) >> 16);
#endif
}

// The same with 16-bit halves of packed words, where the processor has them in one instruction.
#if defined(__ARM_FEATURE_DSP)
#define SATCHEL_HAS_HALFWORD_MULTIPLY 1

inline int32_t mul_q16_low(int32_t x, uint32_t pair) {
  int32_t product;
  asm("smulwb %0, %1, %2" : "=r"(product) : "r"(x), "r"(pair));
  return product;
}

inline int32_t mul_q16_high(int32_t x, uint32_t pair) {
  int32_t product;
  asm("smulwt %0, %1, %2" : "=r"(product) : "r"(x), "r"(pair));
  return product;
}

inline int32_t mul_add_q16_low(int32_t x, uint32_t pair, int32_t sum) {
  asm("smlawb %0, %1, %2, %3" : "=r"(sum) : "r"(x), "r"(pair), "r"(sum));
  return sum;
}
#endif

template <class T>
inline T clamp(T value, T low, T high) {
  return value < low ? low : value > high ? high : value;
}

inline int16_t clamp_int16(int32_t value) {
  return static_cast<int16_t>(clamp<int32_t>(value, INT16_MIN, INT16_MAX));
}

inline int8_t clamp_int8(int32_t value) {
  return static_cast<int8_t>(clamp<int32_t>(value, INT8_MIN, INT8_MAX));
}

}  // namespace satchel
