#pragma once

#include <cstdint>
#include <vector>

#include "compiler/plan/access.h"

namespace satchel {

// Where everything lies in the arena.

// Bytes that are needed from time `first` to time `last`, both included. Step s runs at time s + 1;
// time 0 is when the caller writes the inputs, the time after the last step when he reads the
// outputs.
struct MemoryBlock {
  std::uint32_t bytes = 0;
  std::uint32_t first = 0, last = 0;
  std::uint32_t alignment = 4;
};

// Permits the block `output` to lie over the block `input`, both needed at one time only.
struct MemorySharing {
  std::size_t input = 0, output = 0;
  Overlap overlap;
};

struct MemoryPlan {
  std::vector<std::uint32_t> offsets;  // of each block
  std::uint32_t bytes = 0;             // the arena, a multiple of 16
};

// Blocks that are needed at the same time lie apart, but for what `sharings` permit. Tries several
// orders of placing and improves on the best; the same input gives the same plan.
// Throws Error(Exit::kRefused) when no plan fits into 4 GB.
MemoryPlan plan_memory(const std::vector<MemoryBlock>& blocks,
                       const std::vector<MemorySharing>& sharings);

}  // namespace satchel
