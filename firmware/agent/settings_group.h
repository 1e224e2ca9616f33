#pragma once

#include "firmware/agent/group.h"
#include "firmware/agent/kit.h"

namespace satchel {

// SMP group 3: what the publisher's order allows, to be read and to be narrowed. Nothing can be
// widened here.
class SettingsGroup final : public Group {
 public:
  explicit SettingsGroup(KitLogic& kit) : kit_(kit) {}

  uint16_t id() const override { return smp_group::kSettings; }
  const char* name() const override { return "settings mgmt"; }
  uint8_t commands() const override { return 4; }
  Outcome handle(const SmpHeader& request, const CborMap& map, CborWriter& answer) override;

 private:
  Outcome read(NarrowedSetting setting, const CborMap& map, CborWriter& answer) const;
  Outcome narrow(NarrowedSetting setting, uint32_t value, CborWriter& answer);

  KitLogic& kit_;
};

}  // namespace satchel
