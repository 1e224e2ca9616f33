#pragma once

#include "firmware/agent/group.h"
#include "firmware/agent/kit.h"

namespace satchel {

// SMP group 64: whom a kit belongs to, envelopes, orders, what it says of itself. spec/smp.md.
class KitGroup final : public Group {
 public:
  explicit KitGroup(KitLogic& kit) : kit_(kit) {}

  uint16_t id() const override { return smp_kit::kGroup; }
  const char* name() const override { return "satchel kit"; }
  uint8_t commands() const override { return smp_kit::kCommands; }
  Outcome handle(const SmpHeader& request, const CborMap& map, CborWriter& answer) override;

 private:
  Outcome read(uint8_t command, const CborMap& map, CborWriter& answer);
  Outcome write(uint8_t command, const CborMap& map, CborWriter& answer);
  Outcome status(CborWriter& answer);
  Outcome lesson(const CborMap& map, CborWriter& answer);
  Outcome with_button(Outcome outcome);
  Outcome provision(const CborMap& map, CborWriter& answer);
  Outcome envelope(const CborMap& map, CborWriter& answer);
  Outcome order(const CborMap& map, CborWriter& answer);
  Outcome erase(const CborMap& map);
  Outcome time(const CborMap& map, CborWriter& answer);
  Outcome card(const CborMap& map, CborWriter& answer);
  Outcome self_test(const CborMap& map, CborWriter& answer);
  Outcome listen(const CborMap& map);
  Outcome health(CborWriter& answer);
  Outcome learning(CborWriter& answer);
  Outcome learning_taken(const CborMap& map);
  Outcome samples(CborWriter& answer) const;
  Outcome sample(const CborMap& map, CborWriter& answer);
  Outcome erase_sample(const CborMap& map);
  Outcome receipt(const CborMap& map, CborWriter& answer);
  Outcome receipt_taken(const CborMap& map);
  Outcome consent(CborWriter& answer) const;
  Outcome ask_or_withdraw(const CborMap& map);
  Outcome place_of(const CborMap& map, uint32_t* lesson) const;

  KitLogic& kit_;
};

}  // namespace satchel
