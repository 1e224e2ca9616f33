#include "core/kernels/conv2d_tiles.h"

#include "core/kernels/bounds.h"
#include "core/kernels/gather.h"
#include "core/kernels/tiles_layer.h"

namespace satchel {
namespace {

// Scratch: the gathered bytes of two pixels, each from a multiple of four.
uint64_t scratch_bytes(const Step& step) {
  const WindowShape& w = step.shape.window;
  return reads_in_place(w) ? 0 : 2 * round_up(window_depth(w), 4);
}

bool check(const Step& step, const Limits& limits) {
  const WindowShape& w = step.shape.window;
  if ((step.flags & ~kFlagQuickRescale) != 0 || !window_ok(w) || w.groups != 1) return false;
  return window_in_arena(step, limits) &&
         in_weights(limits, step.weights, tiles_bytes(w.out_c, window_depth(w)), kAlignment) &&
         rescaling_ok(step, limits, static_cast<uint32_t>(padded_channels(w.out_c))) &&
         scratch_fits(step, limits, scratch_bytes(step));
}

void run(const Step& step, const Memory& memory) {
  const WindowShape& w = step.shape.window;
  const uint32_t depth = static_cast<uint32_t>(window_depth(w));
  const BlockLayer layer(step, memory, depth, w.out_c, w.output_zero_point, w.low, w.high);
  int8_t* gathered = reinterpret_cast<int8_t*>(memory.arena + step.scratch);
  int8_t* out = reinterpret_cast<int8_t*>(memory.arena + step.output);
  PixelCursor cursor(w, reinterpret_cast<const int8_t*>(memory.arena + step.input[0]));
  uint32_t pixels = uint32_t{w.batches} * w.out_h * w.out_w;
  for (; pixels >= 2; pixels -= 2) {
    const int8_t* first = cursor.next(gathered);
    const int8_t* second = cursor.next(gathered + round_up(depth, 4));
    multiply_tiles<2>(layer, first, second, out);
    out += 2 * layer.channels;
  }
  if (pixels == 1) multiply_tiles<1>(layer, cursor.next(gathered), nullptr, out);
}

}  // namespace

const KernelEntry kConv2dTilesEntry = {Kernel::kConv2dTiles, check, scratch_bytes, run};

}  // namespace satchel
