#pragma once

#include <stddef.h>
#include <stdint.h>

// The message of MCUmgr's Simple Management Protocol: an eight-byte header, big-endian, and one
// CBOR map. Source of the format: Zephyr, doc/services/device_mgmt/smp_protocol.rst.
namespace satchel {

enum class SmpOp : uint8_t { kRead = 0, kReadResponse = 1, kWrite = 2, kWriteResponse = 3 };

inline constexpr uint8_t kSmpVersion1 = 0;  // errors as {"rc": n}
inline constexpr uint8_t kSmpVersion2 =
    1;  // errors of a group's own as {"err": {"group": g, "rc": n}}
inline constexpr size_t kSmpHeaderBytes = 8;

struct SmpHeader {
  uint8_t version = kSmpVersion2;  // two bits: 2 and 3 are reserved
  SmpOp op = SmpOp::kRead;
  uint8_t flags = 0;
  uint16_t length = 0;  // bytes of the map that follows
  uint16_t group = 0;
  uint8_t sequence = 0;  // a response repeats its request's
  uint8_t command = 0;
};

void encode(const SmpHeader& header, uint8_t out[kSmpHeaderBytes]);

// Reads the header of a message of `size` bytes. False when the bytes are fewer than a header or
// than the length it states, or when its op is none of the four. What follows the message's end is
// the caller's to look at: several messages may ride in one packet.
bool decode(const uint8_t* bytes, size_t size, SmpHeader* header);

inline bool is_request(SmpOp op) {
  return op == SmpOp::kRead || op == SmpOp::kWrite;
}
inline SmpOp response_to(SmpOp op) {
  return op == SmpOp::kRead ? SmpOp::kReadResponse : SmpOp::kWriteResponse;
}

// Groups and commands, by their numbers in Zephyr's mgmt_defines.h.
namespace smp_group {
inline constexpr uint16_t kOs = 0;
inline constexpr uint16_t kImage = 1;
inline constexpr uint16_t kSettings = 3;
inline constexpr uint16_t kEnumeration = 10;
inline constexpr uint16_t kFirstUser = 64;
}  // namespace smp_group

namespace smp_os {
inline constexpr uint8_t kEcho = 0;
inline constexpr uint8_t kReset = 5;
inline constexpr uint8_t kParameters = 6;
inline constexpr uint8_t kInfo = 7;
}  // namespace smp_os

namespace smp_image {
inline constexpr uint8_t kState = 0;
inline constexpr uint8_t kUpload = 1;
inline constexpr uint8_t kErase = 5;
inline constexpr uint8_t kSlotInfo = 6;
}  // namespace smp_image

namespace smp_settings {
inline constexpr uint8_t kValue = 0;
inline constexpr uint8_t kDelete = 1;
inline constexpr uint8_t kCommit = 2;
inline constexpr uint8_t kStore = 3;  // read: load, write: save
}  // namespace smp_settings

namespace smp_enumeration {
inline constexpr uint8_t kCount = 0;
inline constexpr uint8_t kList = 1;
inline constexpr uint8_t kSingle = 2;
inline constexpr uint8_t kDetails = 3;
}  // namespace smp_enumeration

// SMP's own results: {"rc": n} in both versions. 256 and up are the application's.
enum class SmpResult : uint8_t {
  kOk = 0,
  kUnknown = 1,
  kNoMemory = 2,
  kInvalidValue = 3,
  kTimeout = 4,
  kNoEntry = 5,
  kBadState = 6,
  kResponseTooLarge = 7,
  kNotSupported = 8,
  kCorrupt = 9,
  kBusy = 10,
  kAccessDenied = 11,
  kVersionTooOld = 12,
  kVersionTooNew = 13,
};

}  // namespace satchel
