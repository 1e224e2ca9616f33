// FULLY_CONNECTED for processors with SMLAD: four channels at a time.
// Arithmetic and layouts: spec/model_package.md.
#pragma once

#include "core/package/kernel_table.h"

namespace satchel {

extern const KernelEntry kFullyConnectedPairsEntry;

}  // namespace satchel
