#pragma once

#include "compiler/passes/program.h"
#include "compiler/plan/kernels.h"

namespace satchel {

// Constants in the layouts that core/package/format.h and core/kernels/layout.h define.

// As the portable kernels read them.
void pack_portable(const ProgramStep& step, StepPlan& plan);

}  // namespace satchel
