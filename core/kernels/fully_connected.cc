#include "core/kernels/fully_connected.h"

#include "core/kernels/bounds.h"
#include "core/kernels/rescaling.h"

namespace satchel {
namespace {

bool check(const Step& step, const Limits& limits) {
  const RowsShape& r = step.shape.rows;
  return step.flags == 0 && zero_point_ok(r.input_zero_point) &&
         zero_point_ok(r.output_zero_point) && activation_ok(r.low, r.high) &&
         in_arena(limits, step.input[0], bounded_product(r.rows, r.in)) &&
         in_arena(limits, step.output, bounded_product(r.rows, r.out)) &&
         in_weights(limits, step.weights, bounded_product(r.in, r.out), kAlignment) &&
         rescaling_ok(step, limits, r.out);
}

void row(const Step& step, const Memory& memory, const int8_t* x, int8_t* out) {
  const RowsShape& r = step.shape.rows;
  const int8_t* weights = reinterpret_cast<const int8_t*>(memory.weights + step.weights);
  const int32_t* bias = reinterpret_cast<const int32_t*>(memory.weights + step.bias);
  const Rescale* scale = reinterpret_cast<const Rescale*>(memory.weights + step.rescale);
  const int32_t zero_point = r.input_zero_point;
  for (uint32_t c = 0; c < r.out; ++c) {
    int32_t sum = bias[c];
    for (uint32_t i = 0; i < r.in; ++i) {
      sum = wrapping_add(sum, (x[i] - zero_point) * weights[i]);
    }
    weights += r.in;
    out[c] = rescale_to_int8(sum, scale[c], r.output_zero_point, r.low, r.high);
  }
}

void run(const Step& step, const Memory& memory) {
  const RowsShape& r = step.shape.rows;
  const int8_t* x = reinterpret_cast<const int8_t*>(memory.arena + step.input[0]);
  int8_t* out = reinterpret_cast<int8_t*>(memory.arena + step.output);
  for (uint32_t i = 0; i < r.rows; ++i) {
    row(step, memory, x, out);
    x += r.in;
    out += r.out;
  }
}

}  // namespace

const KernelEntry kFullyConnectedEntry = {Kernel::kFullyConnected, check, no_scratch, run};

}  // namespace satchel
