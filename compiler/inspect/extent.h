#pragma once

#include <cstdint>
#include <string>

#include "core/package/format.h"

namespace satchel {

// What a step touches and makes, read from its record.

// Bytes of input `position` or of the output.
std::uint64_t input_bytes(const Step& step, std::size_t position);
std::uint64_t output_bytes(const Step& step);
std::uint64_t scratch_bytes(const Step& step);

// Whether it reads input `position` from the arena at all.
bool reads_arena(const Step& step, std::size_t position);

// int8 weights (padding of layouts not counted), int32 biases, int8 constants.
std::uint64_t weights_bytes(const Step& step);

// "1x25x5x64", and "10x4 stride 2x2" or "".
std::string output_text(const Step& step);
std::string window_text(const Step& step);

}  // namespace satchel
