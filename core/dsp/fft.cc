#include "core/dsp/fft.h"

#include "core/dsp/fixed.h"

namespace satchel {
namespace {

#define SATCHEL_INLINE [[gnu::always_inline]] inline

SATCHEL_INLINE Complex32 add(Complex32 a, Complex32 b) {
  return {a.re + b.re, a.im + b.im};
}
SATCHEL_INLINE Complex32 subtract(Complex32 a, Complex32 b) {
  return {a.re - b.re, a.im - b.im};
}

// (a * w) / 2^16, where each of the four products is rounded down.
SATCHEL_INLINE Complex32 rotate(Complex32 a, const Complex16* w) {
#if defined(SATCHEL_HAS_HALFWORD_MULTIPLY)
  uint32_t pair;
  __builtin_memcpy(&pair, w, sizeof pair);
  return {mul_q16_low(a.re, pair) - mul_q16_high(a.im, pair),
          mul_add_q16_low(a.im, pair, mul_q16_high(a.re, pair))};
#else
  return {mul_q16(a.re, w->re) - mul_q16(a.im, w->im), mul_q16(a.re, w->im) + mul_q16(a.im, w->re)};
#endif
}

// The four-point transform of a, b, c, d to y, y + step, y + 2 step, y + 3 step.
SATCHEL_INLINE void butterfly4(Complex32 a, Complex32 b, Complex32 c, Complex32 d, Complex32* y,
                               int step) {
  const Complex32 sum = add(a, c), difference = subtract(a, c);
  const Complex32 odd = add(b, d), turned = subtract(b, d);
  y[0] = add(sum, odd);
  y[2 * step] = subtract(sum, odd);
  y[step] = {difference.re + turned.im, difference.im - turned.re};
  y[3 * step] = {difference.re - turned.im, difference.im + turned.re};
}

template <bool kPreemphasis>
SATCHEL_INLINE Complex32 load_pair(const WindowedInput& in, int pair) {
  const int i = 2 * pair;
  if (i >= in.length) return {0, 0};
  if constexpr (kPreemphasis) {
    const int32_t half = 1 << 14;
    const int32_t before = in.pcm[i > 0 ? i - 1 : 0], even = in.pcm[i], odd = in.pcm[i + 1];
    return {(even - ((before * in.preemphasis + half) >> 15)) * in.window[i],
            (odd - ((even * in.preemphasis + half) >> 15)) * in.window[i + 1]};
  }
#if defined(SATCHEL_HAS_HALFWORD_MULTIPLY)
  int32_t samples, weights;
  __builtin_memcpy(&samples, in.pcm + i, sizeof samples);
  __builtin_memcpy(&weights, in.window + i, sizeof weights);
  return {static_cast<int16_t>(samples) * static_cast<int16_t>(weights),
          (samples >> 16) * (weights >> 16)};
#else
  return {in.pcm[i] * in.window[i], in.pcm[i + 1] * in.window[i + 1]};
#endif
}

// Adds one to a counter whose bits are written in reverse; `top` is the weight of its lowest bit.
int next_reversed(int counter, int top) {
  while (counter & top) {
    counter ^= top;
    top >>= 1;
  }
  return counter | top;
}

template <bool kPreemphasis, bool kRadix4>
void first_stage(const WindowedInput input, int size, Complex32* data) {
  const int radix = kRadix4 ? 4 : 2, groups = size / radix;
  int group = 0;
  for (int i = 0; i < groups; ++i) {
    Complex32* out = data + radix * group;
    const Complex32 a = load_pair<kPreemphasis>(input, i);
    const Complex32 b = load_pair<kPreemphasis>(input, i + groups);
    if constexpr (kRadix4) {
      const Complex32 c = load_pair<kPreemphasis>(input, i + 2 * groups);
      const Complex32 d = load_pair<kPreemphasis>(input, i + 3 * groups);
      butterfly4(a, b, c, d, out, 1);
    } else {
      out[0] = add(a, b);
      out[1] = subtract(a, b);
    }
    group = next_reversed(group, groups / 2);
  }
}

bool starts_with_radix4(int size) {
  bool even_power = true;
  for (int n = size; n > 1; n >>= 1) even_power = !even_power;
  return even_power;
}

// From transforms of length `step` to transforms of length 4 * step, divided by 4. The two middle
// transforms stand in exchanged order, because the groups were laid out by bits, not by base-4
// digits.
void radix4_stage(const Complex16* twiddles, int size, int step, Complex32* data) {
  for (Complex32* group = data; group < data + size; group += 4 * step) {
    const Complex16* w = twiddles;
    for (Complex32* x = group; x < group + step; ++x, w += 3) {
      const Complex32 a = {x[0].re >> 2, x[0].im >> 2};
      const Complex32 b = rotate(x[2 * step], w);
      const Complex32 c = rotate(x[step], w + 1);
      const Complex32 d = rotate(x[3 * step], w + 2);
      butterfly4(a, b, c, d, x, step);
    }
  }
}

}  // namespace

int fft_stages(int size) {
  int stages = 0;
  for (int step = starts_with_radix4(size) ? 4 : 2; step < size; step *= 4) ++stages;
  return stages;
}

int fft_twiddle_count(int size) {
  int count = 0;
  for (int step = starts_with_radix4(size) ? 4 : 2; step < size; step *= 4) count += 3 * step;
  return count;
}

void windowed_fft(const WindowedInput& input, const Complex16* twiddles, int size,
                  Complex32* data) {
  const bool radix4 = starts_with_radix4(size);
  if (input.preemphasis != 0) {
    radix4 ? first_stage<true, true>(input, size, data)
           : first_stage<true, false>(input, size, data);
  } else {
    radix4 ? first_stage<false, true>(input, size, data)
           : first_stage<false, false>(input, size, data);
  }
  for (int step = radix4 ? 4 : 2; step < size; step *= 4) {
    radix4_stage(twiddles, size, step, data);
    twiddles += 3 * step;
  }
}

void split_real(const Complex16* split, int size, Complex32* data) {
  for (int k = 1; k < size / 2; ++k) {
    Complex32& low = data[k];
    Complex32& high = data[size - k];
    const Complex32 a = {low.re >> 1, low.im >> 1}, b = {high.re >> 1, high.im >> 1};
    const Complex32 even = {(a.re + b.re) >> 1, (a.im - b.im) >> 1};
    const Complex32 odd = rotate({a.im + b.im, b.re - a.re}, split + k);
    low = add(even, odd);
    high = {even.re - odd.re, odd.im - even.im};
  }
  data[size / 2] = {data[size / 2].re >> 1, -(data[size / 2].im >> 1)};
}

}  // namespace satchel
