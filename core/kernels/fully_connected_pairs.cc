#include "core/kernels/fully_connected_pairs.h"

#include "core/kernels/bounds.h"
#include "core/kernels/pairs_layer.h"

namespace satchel {
namespace {

uint64_t scratch_bytes(const Step& step) {
  return pairs_depth(step.shape.rows.in) * 2;
}

bool check(const Step& step, const Limits& limits) {
  const RowsShape& r = step.shape.rows;
  const uint64_t channels = padded_channels(r.out);
  return (step.flags & ~kFlagQuickRescale) == 0 && zero_point_ok(r.input_zero_point) &&
         zero_point_ok(r.output_zero_point) && activation_ok(r.low, r.high) &&
         in_arena(limits, step.input[0], bounded_product(r.rows, r.in)) &&
         in_arena(limits, step.output, bounded_product(r.rows, r.out)) &&
         in_weights(limits, step.weights, bounded_product(channels, pairs_depth(r.in)),
                    kAlignment) &&
         rescaling_ok(step, limits, static_cast<uint32_t>(channels)) &&
         scratch_fits(step, limits, scratch_bytes(step));
}

void run(const Step& step, const Memory& memory) {
  const RowsShape& r = step.shape.rows;
  const BlockLayer layer(step, memory, static_cast<uint32_t>(pairs_depth(r.in)), r.out,
                         r.output_zero_point, r.low, r.high);
  uint32_t* columns = reinterpret_cast<uint32_t*>(memory.arena + step.scratch);
  const int8_t* x = reinterpret_cast<const int8_t*>(memory.arena + step.input[0]);
  int8_t* out = reinterpret_cast<int8_t*>(memory.arena + step.output);
  for (uint32_t i = 0; i < r.rows; ++i) {
    widen_one(x, r.in, r.input_zero_point, columns);
    multiply_pairs<1>(layer, columns, out);
    x += r.in;
    out += r.out;
  }
}

}  // namespace

const KernelEntry kFullyConnectedPairsEntry = {Kernel::kFullyConnectedPairs, check, scratch_bytes,
                                               run};

}  // namespace satchel
