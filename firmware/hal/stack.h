#pragma once

#include <stddef.h>
#include <stdint.h>

namespace satchel {

// The start-up code fills the stack with this word before anything stands on it.
inline constexpr uint32_t kStackPaint = 0x5ca1ab1eu;

// A stack that grows downwards from `top`; both null where the board does not know.
struct StackBounds {
  const uint32_t* bottom = nullptr;
  const uint32_t* top = nullptr;
};

// Bytes of the stack that were ever used: from the top to the lowest word that lost its paint.
inline size_t stack_peak(const StackBounds& stack) {
  const uint32_t* lowest = stack.bottom;
  while (lowest != stack.top && *lowest == kStackPaint) ++lowest;
  return static_cast<size_t>(stack.top - lowest) * sizeof(uint32_t);
}

}  // namespace satchel
