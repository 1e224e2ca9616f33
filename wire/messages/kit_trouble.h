#pragma once

#include <stdint.h>

namespace satchel {

// What keeps a kit from its work. The numbers travel (spec/smp.md): they only grow.
enum class KitTrouble : uint8_t {
  kNone = 0,
  kFlashFailed = 1,   // nothing can be kept any more
  kSlotDamaged = 2,   // a package's bytes have changed since they were accepted
  kSensorFailed = 3,  // it does not start, or gives nothing any more
  kSensorStuck = 4,   // it gives the same value over and over
  kNoMemory = 5,      // the package does not fit beside its rows
};

// "the sensor gives the same value over and over": after "trouble: ". Never null.
const char* kit_trouble_text(KitTrouble trouble);

}  // namespace satchel
