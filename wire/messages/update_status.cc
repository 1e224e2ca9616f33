#include "wire/messages/update_status.h"

namespace satchel {

const char* update_status_text(UpdateStatus status) {
  switch (status) {
    case UpdateStatus::kOk:
      return "nothing is wrong";
    case UpdateStatus::kEnvelopeRefused:
      return "the envelope is refused";
    case UpdateStatus::kUnprovisioned:
      return "the kit has no publisher's key yet";
    case UpdateStatus::kNoPlace:
      return "every place for a lesson holds another lesson";
    case UpdateStatus::kNoLesson:
      return "there is no such lesson on the kit";
    case UpdateStatus::kNothingAccepted:
      return "no accepted envelope asks for a package";
    case UpdateStatus::kWrongOffset:
      return "these are not the bytes that come next";
    case UpdateStatus::kTooManyBytes:
      return "the package is longer than the envelope says";
    case UpdateStatus::kWrongDigest:
      return "the package is not the one that the envelope names";
    case UpdateStatus::kMalformedPackage:
      return "the package is malformed";
    case UpdateStatus::kOtherTarget:
      return "the package was compiled for another target";
    case UpdateStatus::kNewerFormat:
      return "the package was made by a newer compiler";
    case UpdateStatus::kArenaTooSmall:
      return "the package needs more memory than the kit has";
    case UpdateStatus::kKernelNotLinked:
      return "the package needs a kernel that the firmware lacks";
    case UpdateStatus::kOtherLesson:
      return "the package's card names another lesson than the envelope";
    case UpdateStatus::kNoGoldenVectors:
      return "the package has no golden vectors to test itself with";
    case UpdateStatus::kSelfTestFailed:
      return "a golden vector gives another answer on this kit";
    case UpdateStatus::kNotReady:
      return "no package is ready to be tried";
    case UpdateStatus::kOtherDigest:
      return "this is not the package of the highest accepted envelope";
    case UpdateStatus::kExpired:
      return "the envelope's time has passed, or the kit does not know the time";
    case UpdateStatus::kNotOnTrial:
      return "no package is on trial";
    case UpdateStatus::kHealthUnknown:
      return "the trial has not run for long enough";
    case UpdateStatus::kUnhealthy:
      return "the health check failed during the trial";
    case UpdateStatus::kTrialRestarts:
      return "the kit started again too often during the trial";
    case UpdateStatus::kSlotInUse:
      return "the slot runs or is on trial";
    case UpdateStatus::kSlotDamaged:
      return "the slot's bytes have changed";
    case UpdateStatus::kFlashFailed:
      return "the flash did not take it: a sector is worn out";
    case UpdateStatus::kStoreFailed:
      return "the kit's records did not take it";
  }
  return "unknown";
}

}  // namespace satchel
