#include "core/kernels/fully_connected_tiles.h"

#include "core/kernels/bounds.h"
#include "core/kernels/tiles_layer.h"

namespace satchel {
namespace {

bool check(const Step& step, const Limits& limits) {
  const RowsShape& r = step.shape.rows;
  const uint64_t channels = padded_channels(r.out);
  return (step.flags & ~kFlagQuickRescale) == 0 && zero_point_ok(r.input_zero_point) &&
         zero_point_ok(r.output_zero_point) && activation_ok(r.low, r.high) &&
         in_arena(limits, step.input[0], bounded_product(r.rows, r.in)) &&
         in_arena(limits, step.output, bounded_product(r.rows, r.out)) &&
         in_weights(limits, step.weights, bounded_product(channels, r.in), kAlignment) &&
         rescaling_ok(step, limits, static_cast<uint32_t>(channels));
}

void run(const Step& step, const Memory& memory) {
  const RowsShape& r = step.shape.rows;
  const BlockLayer layer(step, memory, r.in, r.out, r.output_zero_point, r.low, r.high);
  const int8_t* x = reinterpret_cast<const int8_t*>(memory.arena + step.input[0]);
  int8_t* out = reinterpret_cast<int8_t*>(memory.arena + step.output);
  for (uint32_t i = 0; i < r.rows; ++i) {
    multiply_tiles<1>(layer, x, nullptr, out);
    x += r.in;
    out += r.out;
  }
}

}  // namespace

const KernelEntry kFullyConnectedTilesEntry = {Kernel::kFullyConnectedTiles, check, no_scratch,
                                               run};

}  // namespace satchel
