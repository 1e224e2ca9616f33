#pragma once

#include <cstdint>
#include <vector>

#include "compiler/passes/program.h"
#include "compiler/plan/kernels.h"
#include "compiler/plan/memory.h"

namespace satchel {

// The program with addresses: step and tensor records and the weights section.
struct ProgramImage {
  std::vector<Step> steps;
  std::vector<TensorRecord> tensors;  // inputs, then outputs
  std::vector<std::uint8_t> weights;
  std::uint32_t arena_bytes = 0;
};

// `plans` has one entry a step of `program`.
ProgramImage lay_out(const Program& program, const std::vector<StepPlan>& plans);

}  // namespace satchel
