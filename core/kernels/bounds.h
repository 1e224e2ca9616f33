// What the kernels' check functions have in common. Sizes are computed in 64 bits from fields of at
// most 16 bits (or checked products), so that they cannot overflow.
#pragma once

#include <stdint.h>

#include "core/package/kernel_table.h"

namespace satchel {

// `bytes` from `offset` on lie in the arena (or weights), and at least one byte is meant.
bool in_arena(const Limits& limits, uint32_t offset, uint64_t bytes);
bool in_weights(const Limits& limits, uint32_t offset, uint64_t bytes, uint32_t alignment);

// a * b, or 2^63 when that would be more: no memory is that large, so every later check fails.
uint64_t bounded_product(uint64_t a, uint64_t b);

// Scratch memory at Step::scratch: aligned and in the arena. bytes may be 0.
bool scratch_fits(const Step& step, const Limits& limits, uint64_t bytes);

// `channels` records of bias and rescaling lie in the weights and all shifts are in range; in the
// form that the step's flags tell.
bool rescaling_ok(const Step& step, const Limits& limits, uint32_t channels);

// Two extents of the arena have no byte in common.
bool apart(uint32_t a, uint64_t a_bytes, uint32_t b, uint64_t b_bytes);

bool activation_ok(int16_t low, int16_t high);
bool zero_point_ok(int16_t zero_point);

// Every dimension is at least 1, every output window begins inside the padded picture, and no
// coordinate leaves 32 bits.
bool window_ok(const WindowShape& window);

uint64_t window_output_bytes(const WindowShape& window);
// Its pictures, those that are read and those that are written.
bool window_in_arena(const Step& step, const Limits& limits);

uint64_t no_scratch(const Step& step);

}  // namespace satchel
