#pragma once

#include "core/package/validate.h"
#include "firmware/agent/group.h"

namespace satchel {

// Errors of SMP's image group that Satchel adds to Zephyr's (spec/smp.md).
namespace image_error {
inline constexpr uint16_t kFlashWriteFailed = 12;
inline constexpr uint16_t kNoFreeSlot = 9;
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
}  // namespace image_error

// Judges the first bytes of a package, at least a header's, before anything is written.
Outcome accept_header(const uint8_t* bytes, size_t size, uint32_t length,
                      const Capabilities& capabilities);

// Judges a whole package where it lies: program, front end and decision rule.
Outcome accept_package(ByteView package, const Capabilities& capabilities);

}  // namespace satchel
