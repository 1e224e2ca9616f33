// Where a kernel's window lies over the picture, along one axis.
#pragma once

#include <stdint.h>

#include "core/package/format.h"
#include "core/package/kernel_table.h"

namespace satchel {

// The taps [begin, end) of a window that lie inside [0, size); begin <= end. Tap t reads origin + t
// * dilation.
struct TapRange {
  int32_t origin;
  int32_t begin;
  int32_t end;
};

inline TapRange clip_taps(int32_t origin, int32_t taps, int32_t dilation, int32_t size) {
  TapRange range = {origin, 0, taps};
  if (dilation == 1) {  // saves the divisions, which are calls on the smallest processors
    if (origin < 0) range.begin = -origin;
    if (size - origin < taps) range.end = size - origin;
  } else {
    if (origin < 0) range.begin = (-origin + dilation - 1) / dilation;
    const int32_t reach = (size - origin + dilation - 1) / dilation;
    if (reach < taps) range.end = reach;
  }
  if (range.begin > taps) range.begin = taps;
  if (range.end < range.begin) range.end = range.begin;
  return range;
}

// Calls pixel(picture, rows, columns, out) for each output pixel of all batches in raster order:
// `picture` is its batch of the step's first input, `rows` and `columns` are its window's taps,
// `out` is its first channel.
template <typename Pixel>
inline void for_each_output(const Step& step, const Memory& memory, const Pixel& pixel) {
  const WindowShape& w = step.shape.window;
  const int8_t* picture = reinterpret_cast<const int8_t*>(memory.arena + step.input[0]);
  int8_t* out = reinterpret_cast<int8_t*>(memory.arena + step.output);
  for (int32_t b = 0; b < w.batches; ++b) {
    for (int32_t oy = 0; oy < w.out_h; ++oy) {
      const TapRange rows =
          clip_taps(oy * w.stride_h - w.pad_top, w.kernel_h, w.dilation_h, w.in_h);
      for (int32_t ox = 0; ox < w.out_w; ++ox) {
        const TapRange columns =
            clip_taps(ox * w.stride_w - w.pad_left, w.kernel_w, w.dilation_w, w.in_w);
        pixel(picture, rows, columns, out);
        out += w.out_c;
      }
    }
    picture += w.in_h * w.in_w * w.in_c;
  }
}

}  // namespace satchel
