// AVERAGE_POOL_2D. Padding does not count.
// Arithmetic and layouts: spec/model_package.md.
#pragma once

#include "core/package/kernel_table.h"

namespace satchel {

extern const KernelEntry kAveragePool2dEntry;

}  // namespace satchel
