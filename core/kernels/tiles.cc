#include "core/kernels/tiles.h"

#include "core/kernels/fixed_point.h"

namespace satchel {

// The sums are named one by one: the compiler keeps an array of them in memory.

void satchel_tile_1x4(const int8_t* x, const int8_t* weights, uint32_t depth, const int32_t* bias,
                      int32_t* acc) {
  uint32_t sum0 = as_unsigned(bias[0]);
  uint32_t sum1 = as_unsigned(bias[1]);
  uint32_t sum2 = as_unsigned(bias[2]);
  uint32_t sum3 = as_unsigned(bias[3]);
  for (const int8_t* end = x + depth; x != end; ++x, weights += 4) {
    const int32_t value = *x;
    sum0 += as_unsigned(value * weights[0]);
    sum1 += as_unsigned(value * weights[1]);
    sum2 += as_unsigned(value * weights[2]);
    sum3 += as_unsigned(value * weights[3]);
  }
  acc[0] = as_signed(sum0);
  acc[1] = as_signed(sum1);
  acc[2] = as_signed(sum2);
  acc[3] = as_signed(sum3);
}

void satchel_tile_2x4(const int8_t* x0, const int8_t* x1, const int8_t* weights, uint32_t depth,
                      const int32_t* bias, int32_t* acc) {
  uint32_t sum0 = as_unsigned(bias[0]);
  uint32_t sum1 = as_unsigned(bias[1]);
  uint32_t sum2 = as_unsigned(bias[2]);
  uint32_t sum3 = as_unsigned(bias[3]);
  uint32_t sum4 = sum0;
  uint32_t sum5 = sum1;
  uint32_t sum6 = sum2;
  uint32_t sum7 = sum3;
  for (const int8_t* end = x0 + depth; x0 != end; ++x0, ++x1, weights += 4) {
    const int32_t first = *x0;
    const int32_t second = *x1;
    int32_t w = weights[0];
    sum0 += as_unsigned(first * w);
    sum4 += as_unsigned(second * w);
    w = weights[1];
    sum1 += as_unsigned(first * w);
    sum5 += as_unsigned(second * w);
    w = weights[2];
    sum2 += as_unsigned(first * w);
    sum6 += as_unsigned(second * w);
    w = weights[3];
    sum3 += as_unsigned(first * w);
    sum7 += as_unsigned(second * w);
  }
  acc[0] = as_signed(sum0);
  acc[1] = as_signed(sum1);
  acc[2] = as_signed(sum2);
  acc[3] = as_signed(sum3);
  acc[4] = as_signed(sum4);
  acc[5] = as_signed(sum5);
  acc[6] = as_signed(sum6);
  acc[7] = as_signed(sum7);
}

}  // namespace satchel
