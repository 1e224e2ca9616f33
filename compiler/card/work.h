#pragma once

#include <cstdint>
#include <span>

#include "core/package/format.h"

namespace satchel {

// What a package costs while it listens: what the hours of a charge are reckoned from
// (docs/design/charge.md), also by who has its card alone.
struct Work {
  std::uint64_t instructions = 0;  // of one inference on the package's target, estimated
  std::uint32_t hop_ms = 0;        // from one window to the next; 0: it has no decision rule

  bool operator==(const Work&) const = default;
  // One, where nothing says how often it decides.
  double windows_a_second() const { return hop_ms == 0 ? 1.0 : 1000.0 / hop_ms; }
};

// `decision` is that section, empty when the package has none.
Work work_of(std::span<const Step> steps, std::span<const std::uint8_t> decision);

}  // namespace satchel
