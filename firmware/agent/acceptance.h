#pragma once

#include "core/package/validate.h"
#include "firmware/agent/group.h"
#include "wire/smp/satchel_groups.h"

namespace satchel {

// Judges the first bytes of a package, at least a header's, before anything is written.
Outcome accept_header(const uint8_t* bytes, size_t size, uint32_t length,
                      const Capabilities& capabilities);

// Judges a whole package where it lies: program, front end and decision rule.
Outcome accept_package(ByteView package, const Capabilities& capabilities);

}  // namespace satchel
