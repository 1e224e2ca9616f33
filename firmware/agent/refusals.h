#pragma once

#include "firmware/agent/group.h"
#include "wire/messages/update_status.h"
#include "wire/suit/status.h"

namespace satchel {

// What a kit's statuses are on the line: spec/smp.md, "group 64". kOk is done().
Outcome update_outcome(UpdateStatus status);
Outcome refused_outcome(SuitStatus status);
// Of whatever else only flash can spoil.
inline Outcome stored_outcome(bool stored) {
  return stored ? done() : update_outcome(UpdateStatus::kStoreFailed);
}

}  // namespace satchel
