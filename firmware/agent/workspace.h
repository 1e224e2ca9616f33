#pragma once

#include <stdint.h>

namespace satchel {

// The memory that a package works in: its arena, rows of features, the decision rule's history.
struct Workspace {
  uint8_t* memory;  // 16-byte aligned
  uint32_t bytes;
};

}  // namespace satchel
