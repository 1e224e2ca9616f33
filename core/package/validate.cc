#include "core/package/validate.h"

namespace satchel {
namespace {

Finding check_step(const Step& step, uint32_t index, const KernelTable& kernels,
                   const Limits& limits) {
  Finding finding;
  finding.index = index;
  finding.kernel = step.kernel;
  const KernelEntry* entry = kernels.find(step.kernel);
  if (entry == nullptr) {
    finding.status = Status::kKernelNotLinked;
  } else if (step.reserved != 0 || !entry->check(step, limits)) {
    finding.status = Status::kMalformedStep;
  } else {
    return {};
  }
  return finding;
}

}  // namespace

Finding validate(const void* data, size_t size, const Capabilities& capabilities,
                 PackageView* view) {
  PackageView candidate;
  *view = PackageView();
  Finding finding = PackageView::open(data, size, &candidate);
  if (!finding.ok()) return finding;

  const uint16_t target = candidate.header().target;
  if (target >= static_cast<uint16_t>(Target::kCount) ||
      (capabilities.targets & target_bit(static_cast<Target>(target))) == 0) {
    finding.status = Status::kOtherTarget;
    return finding;
  }
  if (candidate.arena_bytes() > capabilities.arena_bytes) {
    finding.status = Status::kArenaTooSmall;
    finding.needed = candidate.arena_bytes();
    return finding;
  }
  const Limits limits = {candidate.arena_bytes(), candidate.weights().size,
                         candidate.weights().data};
  for (uint32_t i = 0; i < candidate.step_count(); ++i) {
    finding = check_step(candidate.steps()[i], i, capabilities.kernels, limits);
    if (!finding.ok()) return finding;
  }
  *view = candidate;
  return finding;
}

}  // namespace satchel
