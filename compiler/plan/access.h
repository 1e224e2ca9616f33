#pragma once

#include <cstdint>

#include "core/package/format.h"

namespace satchel {

// How far the output of a step may lie over one of its inputs that nobody needs afterwards. It
// follows from the order in which the kernel reads and writes (spec/model_package.md, "In place"):
// a byte may be overwritten once the kernel has read it for the last time.
//
// With `distance` = where the output begins - where the input begins, in the arena: lying apart is
// always allowed, lying over each other if distance <= slack and modulus divides it.
struct Overlap {
  static constexpr std::int64_t kApart = INT64_MIN;
  std::int64_t slack = kApart;
  std::int64_t modulus = 1;

  bool permits(std::int64_t distance) const { return distance <= slack && distance % modulus == 0; }
};

// When a kernel that works in blocks has read all that a block needs.
enum class Reading {
  kUntilWritten,  // it may read until the block's last byte is written
  kBefore,        // before it writes the block's first byte
};

// A kernel that finishes `block` output pixels at a time, in row-major order over all pictures.
Overlap pixel_order(const WindowShape& window, std::uint32_t block, Reading reading);

// A kernel that finishes one row after the other.
Overlap row_order(std::uint64_t rows, std::uint64_t input_row_bytes, std::uint64_t output_row_bytes,
                  Reading reading);

// A kernel that reads each value before it writes the value of the same index, in rising order.
constexpr Overlap element_order() {
  return {0, 1};
}

// A kernel that finishes some channels of `strip` output rows at a time: all strips, then the next
// channels. It reads those channels of the rows that a strip needs before it writes the strip.
// Input and output have the same channels.
Overlap channel_order(const WindowShape& window, std::uint32_t strip);

}  // namespace satchel
