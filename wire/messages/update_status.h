#pragma once

#include <stdint.h>

namespace satchel {

// How far a lesson's update has come. docs/design/durable_store.md has the picture. The numbers of
// both stand in flash and travel (spec/smp.md, spec/telemetry.md): they only grow.
enum class UpdatePhase : uint8_t {
  kIdle = 0,      // what was accepted last is confirmed, or nothing was ever accepted
  kAccepted = 1,  // an envelope is; its package is not there or not proven
  kReady = 2,     // the package is whole and passed its self-test
  kTrial = 3,     // it runs, the one before is kept
  kFailed = 4,    // an UpdateStatus says why; the one before runs
};

// How a step of an update ended.
enum class UpdateStatus : uint8_t {
  kOk = 0,
  // An envelope comes.
  kEnvelopeRefused = 1,  // a SuitStatus says why
  kUnprovisioned = 2,    // the kit believes nobody yet
  kNoPlace = 3,          // every place for a lesson is taken by another one
  // A package comes.
  kNoLesson = 8,
  kNothingAccepted = 9,  // no envelope opens this lesson for a package
  kWrongOffset = 10,
  kTooManyBytes = 11,  // more than the envelope names
  kWrongDigest = 12,   // not the package that the envelope names
  // It proves itself.
  kMalformedPackage = 16,
  kOtherTarget = 17,
  kNewerFormat = 18,
  kArenaTooSmall = 19,
  kKernelNotLinked = 20,
  kOtherLesson = 21,  // its card has another name than the envelope
  kNoGoldenVectors = 22,
  kSelfTestFailed = 23,  // a golden vector's answer is another one on this device
  // It is tried and confirmed.
  kNotReady = 32,     // nothing that could be tried
  kOtherDigest = 33,  // not the package of the highest accepted envelope
  kExpired = 34,
  kNotOnTrial = 35,
  kHealthUnknown = 36,  // the trial has not shown enough yet
  kUnhealthy = 37,      // the health check failed
  kTrialRestarts = 38,  // the kit started again too often during the trial
  kSlotInUse = 39,
  kSlotDamaged = 40,  // the bytes in the slot have changed since they were accepted
  // The hardware.
  kFlashFailed = 48,
  kStoreFailed = 49,
};

// "the package is not the one that the envelope names": after "the update stopped: ". Never null.
const char* update_status_text(UpdateStatus status);

}  // namespace satchel
