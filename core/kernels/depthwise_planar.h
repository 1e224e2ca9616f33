// DEPTHWISE_CONV_2D, 3x3, multiplier 1, stride_w 1 or 2, for processors with SMLAD: channels become
// planes of int16. Arithmetic and layouts: spec/model_package.md.
#pragma once

#include "core/package/kernel_table.h"

namespace satchel {

extern const KernelEntry kDepthwisePlanarEntry;

}  // namespace satchel
