#include "wire/messages/kit_trouble.h"

namespace satchel {

const char* kit_trouble_text(KitTrouble trouble) {
  switch (trouble) {
    case KitTrouble::kNone:
      return "none";
    case KitTrouble::kFlashFailed:
      return "the flash takes nothing any more";
    case KitTrouble::kSlotDamaged:
      return "the slot's bytes have changed";
    case KitTrouble::kSensorFailed:
      return "the sensor does not answer";
    case KitTrouble::kSensorStuck:
      return "the sensor gives the same value over and over";
    case KitTrouble::kNoMemory:
      return "the package needs more memory than the kit has";
  }
  return "unknown";
}

}  // namespace satchel
