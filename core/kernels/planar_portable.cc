// The inner loops of planar_dsp.cc for processors without the DSP instructions: two outputs at a
// time, so that a weight is loaded once for both.
#include "core/kernels/block_layer.h"
#include "core/kernels/planar.h"

#if !SATCHEL_HAS_DSP

namespace satchel {
namespace {

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
    w[3 * i] = low_half(run->weights[2 * i]);
    w[3 * i + 1] = high_half(run->weights[2 * i]);
    w[3 * i + 2] = high_half(run->weights[2 * i + 1]);
  }
  const QuickRescale scale = run->scale;
  const uint32_t pitch = run->pitch / sizeof(int16_t);
  const uint32_t out_stride = run->out_stride;
  const uint32_t bias = as_unsigned(run->bias);
  const int16_t* line = run->line;
  int8_t* out = run->out;
  for (uint32_t i = run->pairs; i > 0; --i) {
    TwoSums sums = {bias, bias};
    add_line<stride>(line, w, sums);
    add_line<stride>(line + pitch, w + 3, sums);
    add_line<stride>(line + 2 * pitch, w + 6, sums);
    line += 2 * stride;
    *out = static_cast<int8_t>(saturate_int8(quick_rescale(as_signed(sums.first), scale)));
    out += out_stride;
    *out = static_cast<int8_t>(saturate_int8(quick_rescale(as_signed(sums.second), scale)));
    out += out_stride;
  }
}

}  // namespace

void satchel_planar_3x3_stride1(const PlanarRun* run) {
  run_line<1>(run);
}
void satchel_planar_3x3_stride2(const PlanarRun* run) {
  run_line<2>(run);
}

}  // namespace satchel

#endif  // !SATCHEL_HAS_DSP
