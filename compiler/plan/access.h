#pragma once

#include <cstdint>

#include "core/package/format.h"

namespace satchel {

// How far the output of a step may lie over one of its inputs that nobody needs afterwards. It
// follows from the order in which the kernel reads and writes (spec/model_package.md, "Access
// order"): a byte may be overwritten once the kernel has read it for the last time. Addresses are
// arena offsets; apart is always allowed.
struct Overlap {
  // The output may begin at or below the input's beginning plus `slack`, which may be negative.
  static constexpr std::int64_t kApart = INT64_MIN;
  std::int64_t slack = kApart;
  // The output may begin exactly where the input begins.
  bool exact = false;
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
  return {0, true};
}

// A kernel that reads all of some channels before it writes those channels: only in place, and only
// when input and output have the same shape.
Overlap channel_order(const WindowShape& window);

}  // namespace satchel
