#pragma once

#include "firmware/agent/group.h"
#include "firmware/agent/store/kit_time.h"
#include "firmware/agent/update/updates.h"

namespace satchel {

// What runs beside the packages: image 0.
struct FirmwareImage {
  const char* version;  // "0.2.0"
  ByteView code;        // code and constants, as they lie in memory
};

// SMP group 1 over Updates: image n is the lesson in place n - 1. An image takes bytes only when an
// accepted envelope has opened it. spec/smp.md tells what differs from Zephyr's server.
class ImageGroup final : public Group {
 public:
  // Everything is borrowed and must outlive the group.
  ImageGroup(Updates& updates, const KitTime& time, Hash& hash, const Finding& finding,
             const FirmwareImage& firmware, uint32_t slot_bytes, uint32_t arena_bytes)
      : updates_(updates),
        time_(time),
        hash_(hash),
        finding_(finding),
        firmware_(firmware),
        slot_bytes_(slot_bytes),
        arena_bytes_(arena_bytes) {}

  uint16_t id() const override { return smp_group::kImage; }
  const char* name() const override { return "img mgmt"; }
  uint8_t commands() const override { return 7; }
  Outcome handle(const SmpHeader& request, const CborMap& map, CborWriter& answer) override;

 private:
  Outcome state(CborWriter& answer);
  void write_firmware(CborWriter& answer);
  void write_slots(uint32_t lesson, CborWriter& answer) const;
  Outcome change_state(const CborMap& map, CborWriter& answer);
  Outcome choose(const CborMap& map, uint32_t* lesson) const;
  Outcome slot_info(CborWriter& answer) const;
  Outcome erase(const CborMap& map);
  Outcome upload(const CborMap& map, CborWriter& answer);
  Outcome open(const CborMap& map, CborWriter& answer);
  Outcome take(uint32_t offset, ByteView data, CborWriter& answer);
  Outcome refusal(UpdateStatus status, CborWriter& answer) const;

  Updates& updates_;
  const KitTime& time_;
  Hash& hash_;
  const Finding& finding_;  // the prover's last
  FirmwareImage firmware_;
  uint32_t slot_bytes_;
  uint32_t arena_bytes_;
  uint32_t image_ = 0;  // whose upload is under way; 0: nobody's
  bool hashed_ = false;
  uint8_t firmware_digest_[kSha256Bytes] = {};
};

}  // namespace satchel
