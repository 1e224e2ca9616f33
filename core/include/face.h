// What the files of the C face share: targets and findings between C and C++.
#pragma once

#include "core/engine/engine.h"
#include "core/include/satchel/satchel.h"
#include "core/kernels/tables.h"

namespace satchel {

inline Capabilities capabilities_of(satchel_target target) {
  Capabilities capabilities;
  if (target == SATCHEL_TARGET_ANY) {
    capabilities.kernels = kAllKernels;
  } else {
    const Target known = static_cast<Target>(target);
    capabilities.targets = target_bit(known);
    capabilities.kernels = kernels_for(known);
  }
  return capabilities;
}

inline bool target_ok(satchel_target target) {
  return target == SATCHEL_TARGET_ANY || static_cast<uint32_t>(target) <= SATCHEL_TARGET_RV32;
}

inline satchel_status report(const Finding& from, satchel_finding* to) {
  const satchel_status status = static_cast<satchel_status>(from.status);
  if (to != nullptr) *to = {status, from.section, from.index, from.kernel, from.needed};
  return status;
}

inline Finding bad_argument() {
  Finding finding;
  finding.status = Status::kBadArgument;
  return finding;
}

}  // namespace satchel
