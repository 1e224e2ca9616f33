// CONV_2D without groups for scalar processors: two pixels x four channels at a time.
// Arithmetic and layouts: spec/model_package.md.
#pragma once

#include "core/package/kernel_table.h"

namespace satchel {

extern const KernelEntry kConv2dTilesEntry;

}  // namespace satchel
