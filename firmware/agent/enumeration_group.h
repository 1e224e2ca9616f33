#pragma once

#include "firmware/agent/group.h"

namespace satchel {

// SMP group 10: which groups there are.
class EnumerationGroup final : public Group {
 public:
  // The list, this group in it, is borrowed and may be filled later.
  EnumerationGroup(Group* const* groups, const size_t& count) : groups_(groups), count_(count) {}

  uint16_t id() const override { return smp_group::kEnumeration; }
  const char* name() const override { return "enum mgmt"; }
  uint8_t commands() const override { return 4; }
  Outcome handle(const SmpHeader& request, const CborMap& map, CborWriter& answer) override;

 private:
  void list(CborWriter& answer) const;
  Outcome single(const CborMap& map, CborWriter& answer) const;
  void details(const CborMap& map, CborWriter& answer) const;

  Group* const* groups_;
  const size_t& count_;
};

}  // namespace satchel
