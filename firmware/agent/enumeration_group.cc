#include "firmware/agent/enumeration_group.h"

#include "wire/smp/satchel_groups.h"

namespace satchel {
namespace {

// Commands by their numbers in Zephyr's enum_mgmt.h.
constexpr uint8_t kCount = 0, kList = 1, kSingle = 2, kDetails = 3;

// Whether a request for details asks about this group: one without a list asks about all.
bool asked_about(const CborMap& map, uint16_t id) {
  CborReader reader(nullptr, 0);
  CborContainer groups;
  if (!map.find("groups", &reader) || !reader.enter_array(&groups)) return true;
  while (reader.next(&groups)) {
    uint64_t number;
    if (reader.read_unsigned(&number)) {
      if (number == id) return true;
    } else if (!reader.skip()) {
      return false;
    }
  }
  return false;
}

}  // namespace

void EnumerationGroup::list(CborWriter& answer) const {
  answer.write_text("groups");
  answer.begin_array();
  for (size_t i = 0; i < count_; ++i) answer.write_unsigned(groups_[i]->id());
  answer.end();
}

Outcome EnumerationGroup::single(const CborMap& map, CborWriter& answer) const {
  uint32_t index = 0;
  if (!map.get("index", &index) && map.has("index")) return fail(SmpResult::kInvalidValue);
  if (index >= count_) {
    return fail_group(smp_enumeration_error::kIndexTooLarge, SmpResult::kInvalidValue);
  }
  answer.pair_unsigned("group", groups_[index]->id());
  if (index + 1 == count_) {
    answer.pair_bool("end", true);
  }
  return done();
}

void EnumerationGroup::details(const CborMap& map, CborWriter& answer) const {
  answer.write_text("groups");
  answer.begin_array();
  for (size_t i = 0; i < count_; ++i) {
    if (!asked_about(map, groups_[i]->id())) continue;
    answer.begin_map();
    answer.pair_unsigned("group", groups_[i]->id());
    answer.pair_text("name", groups_[i]->name());
    answer.pair_unsigned("handlers", groups_[i]->commands());
    answer.end();
  }
  answer.end();
}

Outcome EnumerationGroup::handle(const SmpHeader& request, const CborMap& map, CborWriter& answer) {
  if (request.op != SmpOp::kRead) return fail(SmpResult::kNotSupported);
  switch (request.command) {
    case kCount:
      answer.pair_unsigned("count", count_);
      return done();
    case kList:
      list(answer);
      return done();
    case kSingle:
      return single(map, answer);
    case kDetails:
      details(map, answer);
      return done();
    default:
      return fail(SmpResult::kNotSupported);
  }
}

}  // namespace satchel
