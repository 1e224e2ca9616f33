#pragma once

#include "firmware/agent/store/flash_plan.h"
#include "firmware/hal/hash.h"
#include "wire/messages/update_status.h"
#include "wire/suit/update.h"

namespace satchel {

enum class SlotContent : uint8_t { kNothing = 0, kArriving = 1, kWhole = 2 };

inline constexpr uint8_t kNoSlot = 0xff;

// What is known of a lesson: the value of lesson_key(). Every change of an update's state is one of
// these records, written whole.
struct LessonRecord {
  // The highest envelope that was accepted.
  uint64_t sequence;
  uint64_t use_before;  // 0: it does not expire
  uint8_t envelope_digest[kSha256Bytes];
  uint8_t package_digest[kSha256Bytes];
  uint32_t package_bytes;
  // The slots' packages, where `content` says that they are whole.
  uint32_t bytes[kSlots];
  uint8_t digest[kSlots][kSha256Bytes];
  SlotContent content[kSlots];
  uint8_t running;  // the confirmed slot, or kNoSlot
  uint8_t target;   // the slot of the update under way, or kNoSlot
  UpdatePhase phase;
  UpdateStatus failure;
  uint8_t trial_starts;
  uint8_t name_bytes;
  uint8_t name[kMaxLessonBytes];
  uint8_t reserved[4];

  ByteView lesson() const { return {name, name_bytes}; }
  bool holds(uint8_t slot, const uint8_t wanted[kSha256Bytes]) const {
    return slot != kNoSlot && content[slot] == SlotContent::kWhole &&
           __builtin_memcmp(digest[slot], wanted, kSha256Bytes) == 0;
  }
};
static_assert(sizeof(LessonRecord) == 232, "a format in flash");

// How far the package under way has come: the value of RecordKey::kTransfer.
struct TransferRecord {
  uint64_t sequence;
  uint32_t done;  // bytes, whole sectors
  uint8_t lesson;
  uint8_t slot;
  uint8_t reserved[2];
};
static_assert(sizeof(TransferRecord) == 16, "a format in flash");

}  // namespace satchel
