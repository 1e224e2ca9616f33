// CONV_2D: groups, strides, dilation, any padding. Portable.
// Arithmetic and layouts: spec/model_package.md.
#pragma once

#include "core/package/kernel_table.h"

namespace satchel {

extern const KernelEntry kConv2dEntry;

}  // namespace satchel
