// FULLY_CONNECTED for scalar processors: four channels at a time.
// Arithmetic and layouts: spec/model_package.md.
#pragma once

#include "core/package/kernel_table.h"

namespace satchel {

extern const KernelEntry kFullyConnectedTilesEntry;

}  // namespace satchel
