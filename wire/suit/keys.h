#pragma once

#include <stdint.h>

// The numbers of a SUIT manifest that Satchel's updates use: draft-ietf-suit-manifest-37, section
// 8.4, and draft-ietf-suit-update-management for the conditions of an update.
namespace satchel {

namespace suit_manifest {
inline constexpr uint64_t kVersion = 1;
inline constexpr uint64_t kSequenceNumber = 2;
inline constexpr uint64_t kCommon = 3;
inline constexpr uint64_t kReferenceUri = 4;
inline constexpr uint64_t kValidate = 7;
inline constexpr uint64_t kLoad = 8;
inline constexpr uint64_t kInvoke = 9;
inline constexpr uint64_t kPayloadFetch = 16;
inline constexpr uint64_t kInstall = 20;
inline constexpr uint64_t kText = 23;
}  // namespace suit_manifest

namespace suit_common {
inline constexpr uint64_t kComponents = 2;
inline constexpr uint64_t kSharedSequence = 4;
}  // namespace suit_common

// Commands. A condition and the parameter that it looks at have the same number.
namespace suit_command {
inline constexpr uint64_t kVendor = 1;
inline constexpr uint64_t kClass = 2;
inline constexpr uint64_t kImageMatch = 3;
inline constexpr uint64_t kUseBefore = 4;
inline constexpr uint64_t kOverrideParameters = 20;
inline constexpr uint64_t kMinimumBattery = 26;
inline constexpr uint64_t kVersion = 28;
}  // namespace suit_command

namespace suit_parameter {
inline constexpr uint64_t kVendor = 1;
inline constexpr uint64_t kClass = 2;
inline constexpr uint64_t kImageDigest = 3;
inline constexpr uint64_t kUseBefore = 4;
inline constexpr uint64_t kImageSize = 14;
inline constexpr uint64_t kMinimumBattery = 26;
inline constexpr uint64_t kVersion = 28;
}  // namespace suit_parameter

inline constexpr uint64_t kSuitManifestVersion = 1;
inline constexpr uint64_t kSuitGreaterOrEqual = 2;  // how a version is compared
inline constexpr uint64_t kSuitReportAll = 15;      // the reporting policy of every condition

}  // namespace satchel
