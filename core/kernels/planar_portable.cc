// What planar_dsp.cc does, for processors without the DSP instructions.
#include "core/kernels/dsp_intrinsics.h"
#include "core/kernels/planar.h"

#if !SATCHEL_HAS_DSP

namespace satchel {
namespace {

void multiply_row(const int16_t* row, uint32_t pitch, const uint32_t* weights, int32_t* acc,
                  uint32_t outputs, int32_t bias, uint32_t stride) {
  for (uint32_t i = 0; i < outputs; ++i) {
    const int16_t* x = row + i * stride;
    int32_t sum = bias;
    for (int ky = 0; ky < 3; ++ky) {
      sum = smlad(make_pair(x[0], x[1]), weights[2 * ky], sum);
      sum = smlabt(make_pair(x[2], 0), weights[2 * ky + 1], sum);
      x += pitch / sizeof(int16_t);
    }
    acc[i] = sum;
  }
}

}  // namespace

void satchel_planar_3x3_stride1(const int16_t* row, uint32_t pitch, const uint32_t* weights,
                                int32_t* acc, uint32_t pairs, int32_t bias) {
  multiply_row(row, pitch, weights, acc, 2 * pairs, bias, 1);
}

void satchel_planar_3x3_stride2(const int16_t* row, uint32_t pitch, const uint32_t* weights,
                                int32_t* acc, uint32_t pairs, int32_t bias) {
  multiply_row(row, pitch, weights, acc, 2 * pairs, bias, 2);
}

}  // namespace satchel

#endif  // !SATCHEL_HAS_DSP
