#include "core/dsp/fft.h"

#include "core/dsp/fixed.h"

namespace satchel {
namespace {

Complex32 add(Complex32 a, Complex32 b) {
  return {a.re + b.re, a.im + b.im};
}
Complex32 subtract(Complex32 a, Complex32 b) {
  return {a.re - b.re, a.im - b.im};
}

// (a * w) / 2^16, each component rounded down twice.
Complex32 multiply(Complex32 a, Complex16 w) {
  return {mul_q16(a.re, w.re) - mul_q16(a.im, w.im), mul_q16(a.re, w.im) + mul_q16(a.im, w.re)};
}

// The four-point transform of a, b, c, d to y, y + step, y + 2 step, y + 3 step.
void butterfly4(Complex32 a, Complex32 b, Complex32 c, Complex32 d, Complex32* y, int step) {
  const Complex32 sum = add(a, c), difference = subtract(a, c);
  const Complex32 odd = add(b, d), turned = subtract(b, d);
  y[0] = add(sum, odd);
  y[step] = {difference.re + turned.im, difference.im - turned.re};
  y[2 * step] = subtract(sum, odd);
  y[3 * step] = {difference.re - turned.im, difference.im + turned.re};
}

template <bool kPreemphasis>
Complex32 load_pair(const WindowedInput& in, int pair) {
  const int i = 2 * pair;
  if (i >= in.length) return {0, 0};
  int32_t even = in.pcm[i], odd = in.pcm[i + 1];
  if constexpr (kPreemphasis) {
    const int32_t before = in.pcm[i > 0 ? i - 1 : 0], half = 1 << 14;
    odd -= (even * in.preemphasis + half) >> 15;
    even -= (before * in.preemphasis + half) >> 15;
  }
  return {even * in.window[i], odd * in.window[i + 1]};
}

// Adds one to a counter whose bits are written in reverse; `top` is the weight of its lowest bit.
int next_reversed(int counter, int top) {
  while (counter & top) {
    counter ^= top;
    top >>= 1;
  }
  return counter | top;
}

template <bool kPreemphasis>
void first_stage(const WindowedInput& in, int size, bool radix4, Complex32* data) {
  const int groups = radix4 ? size / 4 : size / 2;
  int group = 0;
  for (int i = 0; i < groups; ++i) {
    const Complex32 a = load_pair<kPreemphasis>(in, i);
    const Complex32 b = load_pair<kPreemphasis>(in, i + groups);
    if (radix4) {
      const Complex32 c = load_pair<kPreemphasis>(in, i + 2 * groups);
      const Complex32 d = load_pair<kPreemphasis>(in, i + 3 * groups);
      butterfly4(a, b, c, d, data + 4 * group, 1);
    } else {
      data[2 * group] = add(a, b);
      data[2 * group + 1] = subtract(a, b);
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
      const Complex32 b = multiply(x[2 * step], w[0]);
      const Complex32 c = multiply(x[step], w[1]);
      const Complex32 d = multiply(x[3 * step], w[2]);
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
    first_stage<true>(input, size, radix4, data);
  } else {
    first_stage<false>(input, size, radix4, data);
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
    const Complex32 odd = multiply({a.im + b.im, b.re - a.re}, split[k]);
    low = add(even, odd);
    high = {even.re - odd.re, odd.im - even.im};
  }
  data[size / 2] = {data[size / 2].re >> 1, -(data[size / 2].im >> 1)};
}

}  // namespace satchel
