#pragma once

#include "core/package/validate.h"
#include "firmware/agent/group.h"
#include "firmware/agent/slots.h"

namespace satchel {

// SMP group 1: packages come in here. Image n is lesson n; a package that arrived whole, has the
// digest that was announced and validates is in use from then on.
class ImageGroup final : public Group {
 public:
  // Everything is borrowed and must outlive the group.
  ImageGroup(const Slots& slots, Hash& hash, const Capabilities& capabilities)
      : slots_(slots), writer_(slots), hash_(hash), capabilities_(capabilities) {}

  uint16_t id() const override { return smp_group::kImage; }
  Outcome handle(const SmpHeader& request, const CborMap& map, CborWriter& answer) override;

  // Grows with each package that comes into use, so that others notice.
  uint32_t changes() const { return changes_; }

 private:
  Outcome state(CborWriter& answer);
  Outcome slot_info(CborWriter& answer);
  Outcome erase(const CborMap& map);
  Outcome upload(const CborMap& map, CborWriter& answer);
  Outcome begin(const CborMap& map, ByteView data);
  Outcome take(ByteView data, CborWriter& answer);
  Outcome finish(bool* match);
  bool under_way(const CborMap& map) const;
  void answer_offset(CborWriter& answer) const;

  Slots slots_;
  SlotWriter writer_;
  Hash& hash_;
  const Capabilities& capabilities_;
  uint8_t digest_[kSha256Bytes] = {};
  bool has_digest_ = false;
  uint32_t wanted_ = 0;  // the next offset
  uint32_t changes_ = 0;
};

}  // namespace satchel
