// The one check of a package. What validates can be run without any further check.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "core/package/kernel_table.h"
#include "core/package/status.h"
#include "core/package/view.h"

namespace satchel {

// A set of targets, one bit each.
using TargetSet = uint32_t;
constexpr TargetSet target_bit(Target target) {
  return TargetSet{1} << static_cast<uint32_t>(target);
}
constexpr TargetSet kAllTargets = (TargetSet{1} << static_cast<uint32_t>(Target::kCount)) - 1;

// What the caller can execute.
struct Capabilities {
  TargetSet targets =
      kAllTargets;  // the host executes every target's packages bit for bit, a board its own
  KernelTable kernels;
  uint32_t arena_bytes =
      0xffffffff;  // how much memory there is; more than the package needs is fine
};

// Opens the package at `data` (16-byte aligned, `size` bytes; more bytes than the package has are
// fine, as in a flash slot) and proves for every step that each read and write stays inside arena
// and weights, that each loop ends, and that all arithmetic is defined. Sections of other owners
// (front end, decision, card) are checked by their owners; here only that they lie inside the
// package.
Finding validate(const void* data, size_t size, const Capabilities& capabilities,
                 PackageView* view);

}  // namespace satchel
