#pragma once

#include "firmware/agent/store/record_log.h"

namespace satchel {

inline constexpr uint32_t kSlots = 2;  // a lesson's

// Places for packages: lesson after lesson, slot 0 then slot 1, each of whole sectors.
struct SlotArea {
  uint32_t offset;
  uint32_t slot_bytes;
  uint32_t lessons;  // at most kMaxLessons

  uint32_t slot(uint32_t lesson, uint32_t number) const {
    return offset + (lesson * kSlots + number) * slot_bytes;
  }
};

// Places for sealed samples, each of whole sectors.
struct SampleArea {
  uint32_t offset;
  uint32_t place_bytes;
  uint32_t places;  // at most kMaxSamples; 0 on a kit that keeps none

  uint32_t place(uint32_t number) const { return offset + number * place_bytes; }
};

// Who has which part of a kit's flash. A board's constant.
struct FlashPlan {
  LogArea log;
  SlotArea slots;
  SampleArea samples;
};

// Whether every area consists of whole sectors inside the flash and none lies over another. For a
// board's start, before anything else.
bool plan_fits(const FlashPlan& plan, const FlashGeometry& geometry);

}  // namespace satchel
