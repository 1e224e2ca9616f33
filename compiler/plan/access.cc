#include "compiler/plan/access.h"

#include <algorithm>

namespace satchel {
namespace {

// Larger than any arena: nothing is read any more.
constexpr std::int64_t kNothingRead = std::int64_t{1} << 40;

// The lowest address that output pixel `index` (over all pictures) or a later one reads.
std::int64_t lowest_read(const WindowShape& w, std::int64_t index) {
  const std::int64_t pixels = std::int64_t{w.out_h} * w.out_w;
  const std::int64_t batch = index / pixels;
  if (batch >= w.batches) return kNothingRead;
  const std::int64_t y = index % pixels / w.out_w, x = index % w.out_w;
  const auto row_of = [&](std::int64_t oy) {
    return std::clamp<std::int64_t>(oy * w.stride_h - w.pad_top, 0, w.in_h);
  };
  const std::int64_t column = std::clamp<std::int64_t>(x * w.stride_w - w.pad_left, 0, w.in_w);
  const std::int64_t here = row_of(y) * w.in_w + column;
  // Later pixels of this row read further right, but the next row may begin in the same line.
  const std::int64_t next = y + 1 < w.out_h ? row_of(y + 1) * w.in_w : here;
  return (batch * w.in_h * w.in_w + std::min(here, next)) * w.in_c;
}

}  // namespace

Overlap pixel_order(const WindowShape& w, std::uint32_t block, Reading reading) {
  const std::int64_t pixels = std::int64_t{w.batches} * w.out_h * w.out_w;
  std::int64_t slack = kNothingRead;
  for (std::int64_t first = 0; first < pixels; first += block) {
    const std::int64_t end = std::min<std::int64_t>(first + block, pixels);
    const std::int64_t read = lowest_read(w, reading == Reading::kBefore ? end : first);
    slack = std::min(slack, read - end * w.out_c);
  }
  return {slack, 1};
}

Overlap row_order(std::uint64_t rows, std::uint64_t input_row_bytes, std::uint64_t output_row_bytes,
                  Reading reading) {
  const std::uint64_t ahead = reading == Reading::kBefore ? 1 : 0;
  const auto at = [&](std::uint64_t row) {
    if (row + ahead >= rows) return kNothingRead;
    return static_cast<std::int64_t>((row + ahead) * input_row_bytes) -
           static_cast<std::int64_t>((row + 1) * output_row_bytes);
  };
  // Linear in the row, so the extreme is at the first or at the last that still counts.
  return {std::min(at(0), rows > ahead ? at(rows - 1 - ahead) : kNothingRead), 1};
}

Overlap channel_order(const WindowShape& w, std::uint32_t strip) {
  if (w.batches != 1) return {};
  // At a distance that is a multiple of the channels, a channel only overwrites itself. In pixels:
  std::int64_t slack = kNothingRead;
  for (std::int64_t end = strip; end < w.out_h; end += strip) {
    const std::int64_t next_row = std::clamp<std::int64_t>(end * w.stride_h - w.pad_top, 0, w.in_h);
    slack = std::min(slack, next_row * w.in_w - end * w.out_w);
  }
  return {slack * w.in_c, w.in_c};
}

}  // namespace satchel
