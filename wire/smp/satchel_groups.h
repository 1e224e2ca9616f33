#pragma once

#include <stdint.h>

// What Satchel adds to SMP's own numbers, for both ends of a cable. spec/smp.md has the maps.
namespace satchel {

// Errors of the image group: Zephyr's numbers (img_mgmt.h) up to 63, then ours.
namespace smp_image_error {
inline constexpr uint16_t kNoFreeSlot = 9;
inline constexpr uint16_t kFlashWriteFailed = 12;
inline constexpr uint16_t kInvalidSlot = 14;
inline constexpr uint16_t kInvalidLength = 21;
inline constexpr uint16_t kShortHeader = 22;
inline constexpr uint16_t kBadMagic = 23;
inline constexpr uint16_t kBadHash = 24;
inline constexpr uint16_t kTooLarge = 30;
inline constexpr uint16_t kMoreThanAnnounced = 31;
inline constexpr uint16_t kMalformedPackage = 64;
inline constexpr uint16_t kOtherTarget = 65;
inline constexpr uint16_t kNewerFormat = 66;
inline constexpr uint16_t kArenaTooSmall = 67;
inline constexpr uint16_t kKernelNotLinked = 68;
}  // namespace smp_image_error

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
