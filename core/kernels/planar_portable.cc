// What planar_dsp.cc does, for processors without the DSP instructions.
#include "core/kernels/block_layer.h"
#include "core/kernels/planar.h"

#if !SATCHEL_HAS_DSP

namespace satchel {
namespace {

void run_line(const PlanarRun* run, uint32_t stride) {
  const int16_t* line = run->line;
  int8_t* out = run->out;
  for (uint32_t i = 0; i < 2 * run->pairs; ++i) {
    const int32_t sum = planar_sum(line, run->pitch, run->weights, run->bias);
    *out = static_cast<int8_t>(saturate_int8(quick_rescale(sum, run->scale)));
    out += run->out_stride;
    line += stride;
  }
}

}  // namespace

void satchel_planar_3x3_stride1(const PlanarRun* run) {
  run_line(run, 1);
}
void satchel_planar_3x3_stride2(const PlanarRun* run) {
  run_line(run, 2);
}

}  // namespace satchel

#endif  // !SATCHEL_HAS_DSP
