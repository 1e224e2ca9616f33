#pragma once

#include <stdint.h>

namespace satchel {

inline constexpr uint32_t kMaxLessons = 4;
inline constexpr uint32_t kMaxSamples = 8;

// What a kit keeps. The numbers stand in flash.
enum class RecordKey : uint16_t {
  kIdentity = 0,       // who it is and whom it believes
  kConfiguration = 1,  // the publisher's word on what it may do
  kLedger = 2,         // privacy that was spent
  kTime = 3,           // the highest time ever seen, and own running time
  kReport = 4,         // a learning report that is sealed and not yet taken
  kConsent = 5,
  kErasing = 6,     // an erasure that has begun
  kHealth = 7,      // starts and their causes
  kTransfer = 8,    // how far a package has come
  kPseudonym = 9,   // the secret that learning reports' names are made with
  kCounters = 10,   // the use since the last learning report
  kListening = 11,  // the lesson that listens
  kOrders = 12,     // how far each kind of order has come
  kNarrowing = 13,  // what somebody at the cable has narrowed
  kSampleDay = 14,  // samples kept today
  kFirstLesson = 16,
  kFirstSample = 24,
  kCount = 32,
};

inline constexpr uint32_t kRecordKeys = static_cast<uint32_t>(RecordKey::kCount);
inline constexpr uint32_t kMaxRecordBytes = 1024;

// lesson < kMaxLessons, sample < kMaxSamples.
constexpr RecordKey lesson_key(uint32_t lesson) {
  return static_cast<RecordKey>(static_cast<uint32_t>(RecordKey::kFirstLesson) + lesson);
}
constexpr RecordKey sample_key(uint32_t sample) {
  return static_cast<RecordKey>(static_cast<uint32_t>(RecordKey::kFirstSample) + sample);
}

}  // namespace satchel
