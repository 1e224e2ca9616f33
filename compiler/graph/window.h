#pragma once

#include <algorithm>
#include <cstdint>

#include "compiler/graph/graph.h"

namespace satchel {

// One axis of a sliding window, in TensorFlow's terms.
struct WindowAxis {
  std::int32_t input = 1;
  std::int32_t filter = 1;
  std::int32_t stride = 1;
  std::int32_t dilation = 1;
  Padding padding = Padding::kValid;

  // The window's length with its gaps.
  std::int64_t extent() const { return std::int64_t{filter - 1} * dilation + 1; }

  // 0 or less when the window does not fit.
  std::int64_t output() const {
    const std::int64_t positions = padding == Padding::kSame ? input : input - extent() + 1;
    return positions <= 0 ? 0 : (positions + stride - 1) / stride;
  }

  // Places before the first input value; the odd one of SAME goes after the last.
  std::int64_t padding_before() const {
    return std::max<std::int64_t>(0, (output() - 1) * stride + extent() - input) / 2;
  }
};

}  // namespace satchel
