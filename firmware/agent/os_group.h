#pragma once

#include "firmware/agent/group.h"
#include "firmware/hal/power.h"

namespace satchel {

// Who the device is, in the words of SMP's info command.
struct DeviceInfo {
  const char* system;     // "Satchel"
  const char* version;    // of the firmware
  const char* board;      // "mps2_m4"
  const char* processor;  // "cortex-m4"
};

// SMP group 0: echo, parameters, information, reset.
class OsGroup final : public Group {
 public:
  // `packet_bytes` is the largest packet, length and CRC included; `power` may be null where a
  // reset makes no sense.
  OsGroup(const DeviceInfo& identity, size_t packet_bytes, Power* power)
      : info_(identity), packet_bytes_(packet_bytes), power_(power) {}

  uint16_t id() const override { return smp_group::kOs; }
  const char* name() const override { return "os mgmt"; }
  uint8_t commands() const override { return 8; }
  Outcome handle(const SmpHeader& request, const CborMap& map, CborWriter& answer) override;
  void after_answer() override;

 private:
  Outcome echo(const CborMap& map, CborWriter& answer);
  Outcome info(const CborMap& map, CborWriter& answer);

  DeviceInfo info_;
  size_t packet_bytes_;
  Power* power_;
  bool reset_due_ = false;
};

}  // namespace satchel
