#pragma once

#include "wire/cbor/writer.h"
#include "wire/cose/crypto.h"
#include "wire/messages/status.h"
#include "wire/suit/update.h"

// How a kit is, under its own name. spec/telemetry.md is normative. Nothing in it comes from the
// sensor or from what a model said: versions, digests, states and counts of starts.
namespace satchel {

inline constexpr size_t kKitNameBytes = 32;  // the kit's public key
inline constexpr size_t kMaxHealthLessons = 4;
inline constexpr size_t kMaxHealthReportBytes = 768;

enum class SelfTest : uint8_t { kNotRun = 0, kPassed = 1, kFailed = 2 };

struct LessonHealth {
  ByteView name;  // of the lesson, out of its signed envelope; a view
  bool has_package = false;
  uint8_t package[kSha256Bytes] = {};  // the digest of what runs
  uint64_t sequence = 0;               // of the last envelope that was accepted
  uint8_t phase = 0;                   // of its update, spec/telemetry.md
  uint8_t failure = 0;                 // of its last update; 0: none
  SelfTest self_test = SelfTest::kNotRun;
};

// Starts by their causes, as Power::cause() names them.
struct StartCounts {
  uint32_t power_on = 0;
  uint32_t reset = 0;
  uint32_t watchdog = 0;
  uint32_t unknown = 0;
};

struct HealthReport {
  uint8_t kit[kKitNameBytes] = {};
  FirmwareVersion firmware;
  bool has_battery = false;
  uint32_t battery = 0;  // mWh left
  StartCounts starts;
  uint64_t settings = 0;  // the sequence number of those in force; 0: none
  size_t lesson_count = 0;
  LessonHealth lessons[kMaxHealthLessons];
};

// `bytes` is one whole report. `*report` is set only when the answer is kOk; its views point into
// `bytes`.
MessageStatus read_health_report(ByteView bytes, HealthReport* report);
// The writer overflows when the room is too small, which kMaxHealthReportBytes is not. False when
// it did, or a value is outside its range.
bool write_health_report(const HealthReport& report, CborWriter* writer);

}  // namespace satchel
