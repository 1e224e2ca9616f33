#pragma once

#include "firmware/agent/store/flash_plan.h"

namespace satchel {

// Makes a kit forget everything, keys, models and samples, but the privacy ledger and the time.
// Whoever calls has the button's or the publisher's word. When it returns kOk nothing of it can be
// read from flash any more. A cut in the middle, or another answer, leaves an erasure under way.
StoreStatus erase_kit(RecordLog& log, Flash& flash, const FlashPlan& plan);

// Ends an erasure that was cut short. To be called at every start, when the log is mounted and
// before anything else is read.
StoreStatus resume_erasure(RecordLog& log, Flash& flash, const FlashPlan& plan);

}  // namespace satchel
