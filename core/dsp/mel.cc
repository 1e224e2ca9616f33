#include "core/dsp/mel.h"

#include "core/dsp/fixed.h"

namespace satchel {
namespace {

struct Segment {
  Energy below, above;  // what goes to the filter below and to the filter above
};

// The right shift (left when negative) that makes the largest component fit int16 without waste.
int segment_shift(const Complex32* bins, int count) {
  uint32_t bits = 0;
  for (int i = 0; i < count; ++i) {
    bits |= static_cast<uint32_t>(bins[i].re ^ (bins[i].re >> 31));
    bits |= static_cast<uint32_t>(bins[i].im ^ (bins[i].im >> 31));
  }
  return bits == 0 ? 0 : 17 - __builtin_clz(bits);
}

template <bool kRight>
Segment sum_segment(const Complex32* bins, const uint16_t* weights, int count, int shift,
                    int power_shift) {
  uint32_t all = 0, above = 0;
  for (int i = 0; i < count; ++i) {
    int32_t re = bins[i].re, im = bins[i].im;
    if constexpr (kRight) {
      re >>= shift;
      im >>= shift;
    } else {
      re *= 1 << shift;
      im *= 1 << shift;
    }
    // At most 2 * 2^30, which fits 32 bits without a sign.
    const uint32_t power = static_cast<uint32_t>(re * re) + static_cast<uint32_t>(im * im);
    const uint32_t scaled = power >> power_shift;
    all += scaled;
    above += scaled * weights[i];
  }
  const int32_t exponent = 2 * (kRight ? shift : -shift);
  return {{(all << 10) - above, exponent}, {above, exponent}};
}

Segment segment(const Complex32* bins, const uint16_t* weights, int count, int power_shift) {
  const int shift = segment_shift(bins, count);
  return shift >= 0 ? sum_segment<true>(bins, weights, count, shift, power_shift)
                    : sum_segment<false>(bins, weights, count, -shift, power_shift);
}

Energy sum(Energy a, Energy b) {
  if (a.mantissa == 0) return b;
  if (b.mantissa == 0) return a;
  const Energy large = a.exponent >= b.exponent ? a : b;
  const Energy small = a.exponent >= b.exponent ? b : a;
  const int32_t apart = large.exponent - small.exponent + 1;
  const uint32_t rest = apart < 32 ? small.mantissa >> apart : 0;
  return {(large.mantissa >> 1) + rest, large.exponent + 1};
}

}  // namespace

int32_t log2_q8(Energy energy, const uint16_t* logs) {
  const uint32_t value = energy.mantissa | (energy.mantissa == 0);
  const int zeros = __builtin_clz(value);
  const uint32_t fraction = (value << zeros) & 0x7fffffffu;  // Q31 without the leading one
  const uint32_t index = fraction >> 26, between = (fraction >> 16) & 0x3ffu;
  const int32_t base = logs[index], slope = logs[index + 1] - base;
  const int32_t log_q15 = base + ((slope * static_cast<int32_t>(between)) >> 10);
  return (energy.exponent + 31 - zeros) * 256 + ((log_q15 + 64) >> 7);
}

void log_mel(const MelTables& t, const Complex32* spectrum, int16_t* row) {
  const Complex32* bins = spectrum + t.first_bin;
  const uint16_t* weights = t.weights;
  Energy rising = {0, 0};
  for (int m = 0; m <= t.filters; ++m) {
    const int count = t.segments[m];
    const Segment s = segment(bins, weights, count, t.power_shift);
    bins += count;
    weights += count;
    if (m > 0) {
      const Energy floor = {t.floors[m - 1], t.floor_exponent};
      const Energy energy = sum(sum(rising, s.below), floor);
      row[m - 1] = clamp_int16(log2_q8(energy, t.logs) - t.offsets[m - 1]);
    }
    rising = s.above;
  }
}

}  // namespace satchel
