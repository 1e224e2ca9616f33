#include "firmware/agent/refusals.h"

#include "wire/smp/satchel_groups.h"

namespace satchel {

Outcome update_outcome(UpdateStatus status) {
  if (status == UpdateStatus::kOk) return done();
  return fail_group(static_cast<uint16_t>(smp_kit::kUpdateErrors + static_cast<uint16_t>(status)));
}

Outcome refused_outcome(SuitStatus status) {
  if (status == SuitStatus::kOk) return done();
  return fail_group(static_cast<uint16_t>(smp_kit::kRefusedErrors + static_cast<uint16_t>(status)),
                    SmpResult::kAccessDenied);
}

}  // namespace satchel
