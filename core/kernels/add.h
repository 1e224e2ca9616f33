// ADD with broadcasting; either input may be a constant.
// Arithmetic and layouts: spec/model_package.md.
#pragma once

#include "core/package/kernel_table.h"

namespace satchel {

extern const KernelEntry kAddEntry;

}  // namespace satchel
