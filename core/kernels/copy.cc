#include "core/kernels/copy.h"

#include "core/kernels/bounds.h"

namespace satchel {
namespace {

bool check(const Step& step, const Limits& limits) {
  const uint32_t bytes = step.shape.copy.bytes;
  return step.flags == 0 && in_arena(limits, step.input[0], bytes) &&
         in_arena(limits, step.output, bytes);
}

void run(const Step& step, const Memory& memory) {
  __builtin_memmove(memory.arena + step.output, memory.arena + step.input[0],
                    step.shape.copy.bytes);
}

}  // namespace

const KernelEntry kCopyEntry = {Kernel::kCopy, check, no_scratch, run};

}  // namespace satchel
