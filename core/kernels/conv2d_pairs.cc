#include "core/kernels/conv2d_pairs.h"

#include "core/kernels/bounds.h"
#include "core/kernels/gather.h"
#include "core/kernels/pairs_layer.h"

namespace satchel {
namespace {

// Scratch: the pairs of two pixels, then the gathered bytes of two pixels.
uint64_t scratch_bytes(const Step& step) {
  const WindowShape& w = step.shape.window;
  const uint64_t depth = pairs_depth(window_depth(w));
  return depth * 4 + (reads_in_place(w) ? 0 : depth * 2);
}

bool check(const Step& step, const Limits& limits) {
  const WindowShape& w = step.shape.window;
  if ((step.flags & ~kFlagQuickRescale) != 0 || !window_ok(w) || w.groups != 1) return false;
  return window_in_arena(step, limits) &&
         in_weights(limits, step.weights, pairs_bytes(w.out_c, window_depth(w)), kAlignment) &&
         rescaling_ok(step, limits, static_cast<uint32_t>(padded_channels(w.out_c))) &&
         scratch_fits(step, limits, scratch_bytes(step));
}

void run(const Step& step, const Memory& memory) {
  const WindowShape& w = step.shape.window;
  const uint32_t real_depth = static_cast<uint32_t>(window_depth(w));
  const uint32_t depth = static_cast<uint32_t>(pairs_depth(real_depth));
  const BlockLayer layer(step, memory, depth, w.out_c, w.output_zero_point, w.low, w.high);
  uint32_t* columns = reinterpret_cast<uint32_t*>(memory.arena + step.scratch);
  int8_t* gathered = reinterpret_cast<int8_t*>(columns + depth);
  int8_t* out = reinterpret_cast<int8_t*>(memory.arena + step.output);
  PixelCursor cursor(w, reinterpret_cast<const int8_t*>(memory.arena + step.input[0]));
  uint32_t pixels = uint32_t{w.batches} * w.out_h * w.out_w;
  for (; pixels >= 2; pixels -= 2) {
    const int8_t* first = cursor.next(gathered);
    const int8_t* second = cursor.next(gathered + depth);
    widen_two(first, second, real_depth, w.input_zero_point, columns);
    multiply_pairs<2>(layer, columns, out);
    out += 2 * layer.channels;
  }
  if (pixels == 1) {
    widen_one(cursor.next(gathered), real_depth, w.input_zero_point, columns);
    multiply_pairs<1>(layer, columns, out);
  }
}

}  // namespace

const KernelEntry kConv2dPairsEntry = {Kernel::kConv2dPairs, check, scratch_bytes, run};

}  // namespace satchel
