#include "firmware/agent/store/flash_plan.h"

namespace satchel {
namespace {

struct Range {
  uint64_t begin, end;
};

bool sound(const Range& range, uint64_t part, const FlashGeometry& geometry) {
  return range.begin % geometry.sector == 0 && part % geometry.sector == 0 &&
         range.end <= geometry.size;
}

bool apart(const Range& a, const Range& b) {
  return a.begin == a.end || b.begin == b.end || a.end <= b.begin || b.end <= a.begin;
}

}  // namespace

bool plan_fits(const FlashPlan& plan, const FlashGeometry& geometry) {
  const LogArea& log = plan.log;
  const SlotArea& slots = plan.slots;
  const SampleArea& samples = plan.samples;
  const Range ranges[] = {
      {log.offset, log.offset + uint64_t{log.bank_bytes} * log.banks},
      {slots.offset, slots.offset + uint64_t{slots.slot_bytes} * slots.lessons * kSlots},
      {samples.offset, samples.offset + uint64_t{samples.place_bytes} * samples.places},
  };
  return log.banks >= 2 && slots.lessons <= kMaxLessons && samples.places <= kMaxSamples &&
         sound(ranges[0], log.bank_bytes, geometry) &&
         sound(ranges[1], slots.slot_bytes, geometry) &&
         sound(ranges[2], samples.place_bytes, geometry) && apart(ranges[0], ranges[1]) &&
         apart(ranges[0], ranges[2]) && apart(ranges[1], ranges[2]);
}

}  // namespace satchel
