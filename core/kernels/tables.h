// Lists of kernels, ready to hand to the engine. A firmware that wants fewer makes its own list
// from the entries in each kernel's header.
#pragma once

#include "core/package/kernel_table.h"

namespace satchel {

// Every kernel there is: the host's list.
extern const KernelTable kAllKernels;

// What the compiler chooses for this target, and the portable ones it falls back on.
KernelTable kernels_for(Target target);

}  // namespace satchel
