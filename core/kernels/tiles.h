// The inner loops of the kernels for scalar processors: layouts in layout.h, "Tiles".
#pragma once

#include <stdint.h>

namespace satchel {

extern "C" {

// One block of one pixel, or of two: acc[pixel * 4 + channel] = bias[channel] + sum of products.
// depth is at least 1; bias and acc are word aligned.
void satchel_tile_1x4(const int8_t* x, const int8_t* weights, uint32_t depth, const int32_t* bias,
                      int32_t* acc);
void satchel_tile_2x4(const int8_t* x0, const int8_t* x1, const int8_t* weights, uint32_t depth,
                      const int32_t* bias, int32_t* acc);
}

}  // namespace satchel
