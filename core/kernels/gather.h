// Collects what one output pixel of a convolution reads into one run of bytes ("im2col", a pixel at
// a time).
#pragma once

#include <stdint.h>

#include "core/package/format.h"

namespace satchel {

// Walks the output pixels of a convolution in raster order, over all batches.
class PixelCursor {
 public:
  PixelCursor(const WindowShape& window, const int8_t* input) : window_(window), picture_(input) {}

  // The depth = kernel_h * kernel_w * in_c values of the present pixel: in the input itself for 1x1
  // kernels, otherwise copied to `buffer`, with the input's zero point outside the picture. Steps
  // to the next pixel.
  const int8_t* next(int8_t* buffer);

 private:
  void gather(int8_t* buffer) const;
  void advance();

  const WindowShape& window_;
  const int8_t* picture_;  // of the present batch
  int32_t y_ = 0;
  int32_t x_ = 0;
};

// True when next() never needs its buffer.
inline bool reads_in_place(const WindowShape& w) {
  return w.kernel_h == 1 && w.kernel_w == 1;
}

inline uint64_t window_depth(const WindowShape& w) {
  return uint64_t{w.kernel_h} * w.kernel_w * w.in_c;
}

}  // namespace satchel
