#include "compiler/plan/kernels.h"

#include <algorithm>
#include <limits>

#include "base/error.h"
#include "compiler/plan/options.h"
#include "core/kernels/tables.h"

namespace satchel {
namespace {

const KernelOption& cheapest(const ProgramStep& step, Target target) {
  const KernelTable linked = kernels_for(target);
  const KernelOption* best = nullptr;
  double least = std::numeric_limits<double>::infinity();
  for (const KernelOption& option : kernel_options()) {
    if (!option.suits(step) || linked.find(static_cast<std::uint32_t>(option.kernel)) == nullptr) {
      continue;
    }
    const double cost = option.instructions(step, target);
    if (cost < least) {
      best = &option;
      least = cost;
    }
  }
  if (best == nullptr) throw Error(Exit::kFailed, "the target links no kernel for an operator");
  return *best;
}

}  // namespace

StepPlan plan_step(const ProgramStep& step, Target target) {
  const KernelOption& option = cheapest(step, target);
  StepPlan plan;
  plan.kernel = option.kernel;
  option.pack(step, plan);
  const double instructions = option.instructions(step, target);
  plan.instructions = static_cast<std::uint32_t>(
      std::min<double>(instructions, std::numeric_limits<std::uint32_t>::max()));
  for (std::size_t i = 0; i < plan.overlaps.size(); ++i) {
    if (step.inputs[i] != kNoValue) plan.overlaps[i] = option.overlap(step, i);
  }
  Step record{};
  record.kernel = static_cast<std::uint16_t>(plan.kernel);
  record.flags = plan.flags;
  record.shape = step.shape;
  const KernelEntry* entry = kAllKernels.find(record.kernel);
  const std::uint64_t scratch = entry->scratch_bytes(record);
  if (scratch > std::numeric_limits<std::uint32_t>::max()) {
    throw Error(Exit::kRefused, "a layer needs more than 4 GB of scratch memory");
  }
  plan.scratch_bytes = static_cast<std::uint32_t>(scratch);
  return plan;
}

}  // namespace satchel
