#pragma once

#include "firmware/agent/store/flash_plan.h"

namespace satchel {

// What a kit is made to forget: any sum of these.
namespace erasure {
inline constexpr uint8_t kPackages = 1;  // the sequence numbers of their lessons stay
inline constexpr uint8_t kSamples = 2;
inline constexpr uint8_t kSettings = 4;
inline constexpr uint8_t kAll = 8;  // these, keys, sequence numbers: all but ledger and time
}  // namespace erasure

// Makes a kit forget. Whoever calls has the button's or the publisher's word. When it returns kOk
// nothing of it can be read from flash any more. A cut in the middle, or another answer, leaves an
// erasure under way.
StoreStatus erase_kit(RecordLog& log, Flash& flash, const FlashPlan& plan,
                      uint8_t what = erasure::kAll);

// Ends an erasure that was cut short. To be called at every start, when the log is mounted and
// before anything else is read.
StoreStatus resume_erasure(RecordLog& log, Flash& flash, const FlashPlan& plan);

}  // namespace satchel
