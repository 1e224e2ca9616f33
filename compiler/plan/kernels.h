#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "compiler/passes/program.h"
#include "compiler/plan/access.h"
#include "core/package/format.h"

namespace satchel {

// A step with its kernel chosen: everything of the step record but the addresses.
struct StepPlan {
  Kernel kernel = Kernel::kCopy;
  std::uint16_t flags = 0;
  // As they lie in the package, in the kernel's layout; empty when the kernel has none.
  std::vector<std::uint8_t> weights, bias, rescale;
  std::uint32_t scratch_bytes = 0;
  std::uint32_t instructions = 0;   // estimate for the target
  std::array<Overlap, 2> overlaps;  // of the output over inputs[i]
};

// Chooses the kernel that is cheapest on `target` among those that its firmware links and that can
// compute the step, and packs the weights for it.
StepPlan plan_step(const ProgramStep& step, Target target);

}  // namespace satchel
