#pragma once

#include <stdint.h>

#include "wire/smp/message.h"

// What Satchel adds to SMP's own numbers, for both ends of a cable. spec/smp.md has the maps.
namespace satchel {

// Errors of the image group: Zephyr's numbers (img_mgmt.h), then smp_kit::kUpdateErrors and up.
namespace smp_image_error {
inline constexpr uint16_t kHashNotFound = 8;
inline constexpr uint16_t kFlashWriteFailed = 12;
inline constexpr uint16_t kInvalidSlot = 14;
inline constexpr uint16_t kInvalidLength = 21;
inline constexpr uint16_t kBadHash = 24;
inline constexpr uint16_t kTooLarge = 30;
inline constexpr uint16_t kMoreThanAnnounced = 31;
}  // namespace smp_image_error

// Errors of the settings and enumeration groups, as Zephyr has them.
namespace smp_settings_error {
inline constexpr uint16_t kNotFound = 3;
inline constexpr uint16_t kNoSuchRoot = 5;
inline constexpr uint16_t kNotWritable = 6;
}  // namespace smp_settings_error
namespace smp_enumeration_error {
inline constexpr uint16_t kIndexTooLarge = 4;
}  // namespace smp_enumeration_error

// The commands and errors of the kit's group.
namespace smp_kit {
inline constexpr uint16_t kGroup = smp_group::kFirstUser;
inline constexpr uint8_t kStatus = 0;     // read: the board, the kit, its time
inline constexpr uint8_t kLesson = 1;     // read: one lesson and its update
inline constexpr uint8_t kProvision = 2;  // write: whom the kit belongs to
inline constexpr uint8_t kEnvelope = 3;   // write: an update's manifest
inline constexpr uint8_t kOrder = 4;      // write: what else a publisher tells kits
inline constexpr uint8_t kErase = 5;      // write
inline constexpr uint8_t kTime = 6;       // write
inline constexpr uint8_t kCard = 7;       // read: bytes of a package's card
inline constexpr uint8_t kSelfTest = 8;   // write: run the golden vectors
inline constexpr uint8_t kListen = 9;     // write: which lesson listens
inline constexpr uint8_t kHealth = 10;    // read: the health report
inline constexpr uint8_t kLearning = 11;  // read: the sealed learning report; write: it was taken
inline constexpr uint8_t kSamples = 12;   // read: which samples there are
inline constexpr uint8_t kSample = 13;    // read: a sealed sample's bytes; write: erase
inline constexpr uint8_t kReceipt = 14;   // read: that a sample was erased; write: it was taken
inline constexpr uint8_t kConsent = 15;   // read; write: ask for it, or withdraw it
inline constexpr uint8_t kCommands = 16;

inline constexpr uint16_t kButtonWanted = 1;
inline constexpr uint16_t kProvisionedAlready = 2;
inline constexpr uint16_t kNoEntropy = 3;
inline constexpr uint16_t kSwitchedOff = 4;
inline constexpr uint16_t kOtherReport = 5;
inline constexpr uint16_t kNoLesson = 6;
inline constexpr uint16_t kNoSample = 7;
inline constexpr uint16_t kBadConsent = 8;   // a purpose or a date that cannot be consented to
inline constexpr uint16_t kTimeUnknown = 9;  // and so no date can be consented to
inline constexpr uint16_t kTooManyPurposes = 10;
inline constexpr uint16_t kUpdateErrors = 64;    // + the update status
inline constexpr uint16_t kRefusedErrors = 128;  // + the status of an envelope or order

// How long a press of the button counts.
inline constexpr uint32_t kPressSeconds = 30;
}  // namespace smp_kit

// The commands and errors of the bench group.
namespace smp_bench {
inline constexpr uint16_t kGroup = 65;
inline constexpr uint8_t kStatus = 0;    // read: the board, its memory, what is installed
inline constexpr uint8_t kInput = 1;     // write: bytes of the graph's inputs
inline constexpr uint8_t kInfer = 2;     // write: run the network on them
inline constexpr uint8_t kOutput = 3;    // read: bytes of the graph's outputs
inline constexpr uint8_t kClip = 4;      // write: PCM of one recording
inline constexpr uint8_t kDecide = 5;    // write: features, inference and decision of what came
inline constexpr uint8_t kFeatures = 6;  // read: bytes of the features
inline constexpr uint8_t kStream = 7;    // write: PCM of a stream; the decisions that came due

inline constexpr uint16_t kNoPackage = 1;
inline constexpr uint16_t kCannotHear = 2;  // the package has no front end or no decision rule
inline constexpr uint16_t kIncomplete = 3;  // inputs or PCM are missing
inline constexpr uint16_t kMoreThanFits = 4;
inline constexpr uint16_t kNoRoom = 5;  // the package needs more memory than the board has
}  // namespace smp_bench

}  // namespace satchel
