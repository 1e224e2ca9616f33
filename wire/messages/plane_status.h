#pragma once

#include <stdint.h>

namespace satchel {

// Whether there is a learning report, and why not. The numbers travel (spec/smp.md): they only
// grow.
enum class PlaneStatus : uint8_t {
  kOk = 0,
  kOff = 1,            // no order has turned the learning reports on
  kNoPackage = 2,      // no lesson runs whose use could be counted
  kNoTime = 3,         // nobody has told the kit the date yet
  kNotYet = 4,         // the next report needs a later date and four hours of running time
  kWaiting = 5,        // a report lies ready; the next one comes after it was taken
  kSpent = 6,          // the term's privacy budget is used up
  kLowerTerm = 7,      // the settings name a term that is over
  kEntropyFailed = 8,  // no noise: nothing leaves
  kSealFailed = 9,     // the service's key cannot be sealed to, or no noise for the seal
  kStoreFailed = 10,   // flash did not take it: nothing leaves
};

// "the term's privacy budget is used up": after "no learning report: ". Never null.
const char* plane_status_text(PlaneStatus status);

}  // namespace satchel
