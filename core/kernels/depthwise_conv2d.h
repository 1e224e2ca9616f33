// DEPTHWISE_CONV_2D with multiplier, strides, dilation, any padding. Portable.
// Arithmetic and layouts: spec/model_package.md.
#pragma once

#include "core/package/kernel_table.h"

namespace satchel {

extern const KernelEntry kDepthwiseConv2dEntry;

}  // namespace satchel
