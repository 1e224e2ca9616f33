#include "core/kernels/pairs.h"

#include "core/kernels/dsp_intrinsics.h"

namespace satchel {
namespace {

// The last one to three values as a word; the others are the zero point, which widens to 0.
uint32_t partial_word(const int8_t* x, uint32_t count, int32_t zero_point) {
  uint32_t word = as_unsigned(zero_point) & 0xff;
  for (uint32_t i = 3; i-- > 0;) {
    word = word << 8 | (as_unsigned(i < count ? x[i] : zero_point) & 0xff);
  }
  return word;
}

uint32_t negative_pair(int32_t zero_point) {
  return make_pair(-zero_point, -zero_point);
}

}  // namespace

void widen_one(const int8_t* x, uint32_t depth, int32_t zero_point, uint32_t* out) {
  const uint32_t offset = negative_pair(zero_point);
  for (; depth >= 4; depth -= 4, x += 4, out += 2) {
    const uint32_t word = load_word(x);
    out[0] = sxtab16(offset, word);
    out[1] = sxtab16_odd(offset, word);
  }
  if (depth == 0) return;
  const uint32_t word = partial_word(x, depth, zero_point);
  out[0] = sxtab16(offset, word);
  out[1] = sxtab16_odd(offset, word);
}

void widen_two(const int8_t* x0, const int8_t* x1, uint32_t depth, int32_t zero_point,
               uint32_t* out) {
  const uint32_t offset = negative_pair(zero_point);
  uint32_t word0;
  uint32_t word1;
  for (; depth >= 4; depth -= 4, x0 += 4, x1 += 4, out += 4) {
    word0 = load_word(x0);
    word1 = load_word(x1);
    out[0] = sxtab16(offset, word0);
    out[1] = sxtab16(offset, word1);
    out[2] = sxtab16_odd(offset, word0);
    out[3] = sxtab16_odd(offset, word1);
  }
  if (depth == 0) return;
  word0 = partial_word(x0, depth, zero_point);
  word1 = partial_word(x1, depth, zero_point);
  out[0] = sxtab16(offset, word0);
  out[1] = sxtab16(offset, word1);
  out[2] = sxtab16_odd(offset, word0);
  out[3] = sxtab16_odd(offset, word1);
}

}  // namespace satchel
