// SOFTMAX over the last dimension.
// Arithmetic and layouts: spec/model_package.md.
#pragma once

#include "core/package/kernel_table.h"

namespace satchel {

extern const KernelEntry kSoftmaxEntry;

}  // namespace satchel
