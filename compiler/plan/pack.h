#pragma once

#include "compiler/passes/program.h"
#include "compiler/plan/kernels.h"

namespace satchel {

// Constants in the layouts that core/package/format.h and core/kernels/layout.h define. Each fills
// weights, bias, rescale and flags of `plan`.

// As the portable kernels read them.
void pack_portable(const ProgramStep& step, StepPlan& plan);

// Of Conv2d and FullyConnected: see core/kernels/layout.h.
void pack_pairs(const ProgramStep& step, StepPlan& plan);
void pack_tiles(const ProgramStep& step, StepPlan& plan);

// Of DepthwiseConv2d.
void pack_planar(const ProgramStep& step, StepPlan& plan);

}  // namespace satchel
