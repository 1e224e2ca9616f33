#include "wire/suit/update.h"

namespace satchel {

// UUIDv5(DNS, "satchel.example"), from spec/envelope.md.
const uint8_t kVendorId[kUuidBytes] = {0x52, 0x3a, 0xc1, 0xd0, 0x26, 0xe8, 0x5b, 0x39,
                                       0x8a, 0x40, 0x7e, 0x9a, 0xe3, 0x96, 0x2d, 0x4e};

int compare(const FirmwareVersion& left, const FirmwareVersion& right) {
  if (left.major != right.major) return left.major < right.major ? -1 : 1;
  if (left.minor != right.minor) return left.minor < right.minor ? -1 : 1;
  if (left.patch != right.patch) return left.patch < right.patch ? -1 : 1;
  return 0;
}

bool is_lesson_name(ByteView name) {
  if (name.size == 0 || name.size > kMaxLessonBytes) return false;
  for (size_t i = 0; i < name.size; ++i) {
    if (name.data[i] < 0x20 || name.data[i] == 0x7f) return false;
  }
  return true;
}

SuitStatus judge_update(const ModelUpdate& update, const uint8_t envelope_digest[kSha256Bytes],
                        const KitState& kit) {
  if (__builtin_memcmp(update.vendor_id, kVendorId, kUuidBytes) != 0) {
    return SuitStatus::kOtherVendor;
  }
  if (__builtin_memcmp(update.class_id, kit.class_id, kUuidBytes) != 0) {
    return SuitStatus::kOtherClass;
  }
  if (kit.accepted && update.sequence < kit.sequence) return SuitStatus::kReplayed;
  if (kit.accepted && update.sequence == kit.sequence &&
      __builtin_memcmp(envelope_digest, kit.envelope_digest, kSha256Bytes) != 0) {
    return SuitStatus::kSequenceReused;
  }
  if (update.size > kit.slot_bytes) return SuitStatus::kPackageTooLarge;
  if (update.has_use_before && kit.now == 0) return SuitStatus::kTimeUnknown;
  if (update.has_use_before && kit.now > update.use_before) return SuitStatus::kExpired;
  if (update.has_minimum_battery && kit.battery < update.minimum_battery) {
    return SuitStatus::kBatteryLow;
  }
  if (update.has_least_firmware && compare(kit.firmware, update.least_firmware) < 0) {
    return SuitStatus::kFirmwareTooOld;
  }
  return SuitStatus::kOk;
}

}  // namespace satchel
