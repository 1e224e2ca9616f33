// What pairs_dsp.cc does, for processors without the DSP instructions.
#include "core/kernels/block_layer.h"
#include "core/kernels/dsp_intrinsics.h"
#include "core/kernels/pairs.h"

#if !SATCHEL_HAS_DSP

namespace satchel {
namespace {

template <int pixels>
void multiply_block(const uint32_t* columns, const int8_t* weights, uint32_t quads,
                    const int32_t* bias, int32_t* acc) {
  for (int p = 0; p < pixels; ++p) {
    for (int c = 0; c < 4; ++c) acc[p * 4 + c] = bias[c];
  }
  for (uint32_t pair = 0; pair < quads * 2; ++pair) {
    for (int half = 0; half < 2; ++half) {  // two channels a word
      const uint32_t word = load_word(weights);
      for (int p = 0; p < pixels; ++p) {
        int32_t* sums = acc + p * 4 + half * 2;
        sums[0] = smlad(sxtb16(word), columns[p], sums[0]);
        sums[1] = smlad(sxtb16_odd(word), columns[p], sums[1]);
      }
      weights += 4;
    }
    columns += pixels;
  }
}

template <int pixels>
void run_blocks(PairsRun* run) {
  for (; run->blocks > 0; --run->blocks) {
    int32_t acc[pixels * 4];
    multiply_block<pixels>(run->columns, run->weights, run->quads, run->bias, acc);
    for (uint32_t c = 0; c < 4; ++c) {
      for (uint32_t p = 0; p < pixels; ++p) {
        const int32_t y = quick_rescale(acc[p * 4 + c], run->scale[c]);
        run->out[p * run->pixel_stride + c] = static_cast<int8_t>(saturate_int8(y));
      }
    }
    run->weights += run->quads * 16;
    run->bias += 4;
    run->scale += 4;
    run->out += 4;
  }
}

}  // namespace

void satchel_pairs_1x4_quick(PairsRun* run) {
  run_blocks<1>(run);
}
void satchel_pairs_2x4_quick(PairsRun* run) {
  run_blocks<2>(run);
}

void satchel_pairs_1x4(const uint32_t* columns, const int8_t* weights, uint32_t quads,
                       const int32_t* bias, int32_t* acc) {
  multiply_block<1>(columns, weights, quads, bias, acc);
}

void satchel_pairs_2x4(const uint32_t* columns, const int8_t* weights, uint32_t quads,
                       const int32_t* bias, int32_t* acc) {
  multiply_block<2>(columns, weights, quads, bias, acc);
}

}  // namespace satchel

#endif  // !SATCHEL_HAS_DSP
