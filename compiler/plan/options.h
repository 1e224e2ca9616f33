#pragma once

#include <span>

#include "compiler/plan/kernels.h"

namespace satchel {

// What the compiler knows about one kernel. A new kernel is one more row of kernel_options().
struct KernelOption {
  Kernel kernel;
  // Whether it computes `step`, which may be any.
  bool (*suits)(const ProgramStep& step);
  // Fills weights, bias, rescale and flags.
  void (*pack)(const ProgramStep& step, StepPlan& plan);
  // Estimated instructions on `target`. Coefficients are measured: bench/.
  double (*instructions)(const ProgramStep& step, Target target);
  // How the output may lie over inputs[position].
  Overlap (*overlap)(const ProgramStep& step, std::size_t position);
};

std::span<const KernelOption> kernel_options();

}  // namespace satchel
