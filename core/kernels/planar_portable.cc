// The inner loops of planar_dsp.cc for processors without the DSP instructions: two or four outputs
// at a time, so that a weight is loaded once for all of them.
#include "core/kernels/planar.h"
#include "core/kernels/rescaling.h"

#if !SATCHEL_HAS_DSP

namespace satchel {
namespace {

inline int8_t* store_output(uint32_t sum, const QuickRescale& scale, int8_t* out, uint32_t stride) {
  *out = static_cast<int8_t>(saturate_int8(quick_rescale(as_signed(sum), scale)));
  return out + stride;
}

struct TwoSums {
  uint32_t first, second;
};

// One line of the kernel: `w` are its three weights.
template <int stride>
inline void add_line(const int16_t* x, const int32_t* w, TwoSums& sums) {
  const int32_t x1 = x[1];
  const int32_t x2 = x[2];
  sums.first += as_unsigned(x[0] * w[0]) + as_unsigned(x1 * w[1]) + as_unsigned(x2 * w[2]);
  if (stride == 1) {
    sums.second += as_unsigned(x1 * w[0]) + as_unsigned(x2 * w[1]) + as_unsigned(x[3] * w[2]);
  } else {
    sums.second += as_unsigned(x2 * w[0]) + as_unsigned(x[3] * w[1]) + as_unsigned(x[4] * w[2]);
  }
}

template <int stride>
void run_line(const PlanarRun* run) {
  int32_t w[9];
  for (int i = 0; i < 3; ++i) {
    w[3 * i] = low_half(run->pairs[2 * i]);
    w[3 * i + 1] = high_half(run->pairs[2 * i]);
    w[3 * i + 2] = high_half(run->pairs[2 * i + 1]);
  }
  const QuickRescale scale = run->scale;
  const uint32_t pitch = run->pitch / sizeof(int16_t);
  const uint32_t out_stride = run->out_stride;
  const uint32_t bias = as_unsigned(run->bias);
  const int16_t* line = run->window;
  int8_t* out = run->out;
  for (uint32_t i = run->count; i > 0; --i) {
    TwoSums sums = {bias, bias};
    add_line<stride>(line, w, sums);
    add_line<stride>(line + pitch, w + 3, sums);
    add_line<stride>(line + 2 * pitch, w + 6, sums);
    line += 2 * stride;
    out = store_output(sums.first, scale, out, out_stride);
    out = store_output(sums.second, scale, out, out_stride);
  }
}

inline uint32_t product_of_pairs(const uint8_t* x, int32_t first, int32_t second) {
  const int16_t* values = reinterpret_cast<const int16_t*>(x);
  return as_unsigned(values[0] * first) + as_unsigned(values[1] * second);
}

}  // namespace

void satchel_planar_quads(const PlanarRun* run) {
  const QuickRescale scale = run->scale;
  const PlanarTap* const taps_end = run->taps_end;
  const uint32_t step = run->step;
  const uint8_t* window = reinterpret_cast<const uint8_t*>(run->window);
  int8_t* out = run->out;
  for (uint32_t i = run->count; i > 0; --i) {
    uint32_t sum0 = as_unsigned(run->bias);
    uint32_t sum1 = sum0;
    uint32_t sum2 = sum0;
    uint32_t sum3 = sum0;
    for (const PlanarTap* tap = run->taps; tap != taps_end; ++tap) {
      const int32_t first = low_half(tap->weights);
      const int32_t second = high_half(tap->weights);
      const uint8_t* x = window + tap->offset;
      sum0 += product_of_pairs(x, first, second);
      sum1 += product_of_pairs(x + step, first, second);
      sum2 += product_of_pairs(x + 2 * step, first, second);
      sum3 += product_of_pairs(x + 3 * step, first, second);
    }
    out = store_output(sum0, scale, out, run->out_stride);
    out = store_output(sum1, scale, out, run->out_stride);
    out = store_output(sum2, scale, out, run->out_stride);
    out = store_output(sum3, scale, out, run->out_stride);
    window += 4 * step;
  }
}

void satchel_planar_singles(const PlanarRun* run) {
  const int16_t* window = run->window;
  int8_t* out = run->out;
  for (uint32_t i = run->count; i > 0; --i) {
    const int32_t sum = planar_sum(window, run->taps, run->taps_end, run->bias);
    out = store_output(as_unsigned(sum), run->scale, out, run->out_stride);
    window += run->step / sizeof(int16_t);
  }
}

void satchel_planar_3x3_stride1(const PlanarRun* run) {
  run_line<1>(run);
}
void satchel_planar_3x3_stride2(const PlanarRun* run) {
  run_line<2>(run);
}

}  // namespace satchel

#endif  // !SATCHEL_HAS_DSP
