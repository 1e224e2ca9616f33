// Where a kernel's window lies over the picture, along one axis.
#pragma once

#include <stdint.h>

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

}  // namespace satchel
