#include "core/engine/engine.h"

namespace satchel {

Finding Engine::init(const void* package, size_t package_bytes, const Capabilities& capabilities,
                     void* arena, size_t arena_bytes) {
  package_ = PackageView();
  Finding finding;
  if (arena == nullptr) {
    finding.status = Status::kBadArgument;
    return finding;
  }
  if (reinterpret_cast<uintptr_t>(arena) % kAlignment != 0) {
    finding.status = Status::kMisaligned;
    return finding;
  }
  Capabilities bounded = capabilities;
  if (arena_bytes < bounded.arena_bytes) bounded.arena_bytes = static_cast<uint32_t>(arena_bytes);
  finding = validate(package, package_bytes, bounded, &package_);
  if (finding.ok()) {
    kernels_ = capabilities.kernels;
    arena_ = static_cast<uint8_t*>(arena);
  }
  return finding;
}

void Engine::run() {
  run(StepHook());
}

void Engine::run(const StepHook& hook) {
  const Memory memory = {arena_, package_.weights().data};
  const Step* steps = package_.steps();
  for (uint32_t i = 0; i < package_.step_count(); ++i) {
    kernels_.find(steps[i].kernel)->run(steps[i], memory);
    if (hook.after_step != nullptr) hook.after_step(hook.context, i, steps[i], arena_);
  }
}

}  // namespace satchel
