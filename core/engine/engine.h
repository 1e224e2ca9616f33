// Runs a package: checked once in init(), then walked step by step without further checks.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "core/package/validate.h"

namespace satchel {

// Called after each step, for layer dumps on the host and instruction counts on boards.
struct StepHook {
  void (*after_step)(void* context, uint32_t index, const Step& step,
                     const uint8_t* arena) = nullptr;
  void* context = nullptr;
};

// Owns nothing: package, arena and kernel table belong to the caller and outlive the engine.
// Several engines may share a package; each needs its own arena. Not for concurrent use of one
// engine.
class Engine {
 public:
  Engine() = default;

  // Checks the package and binds it to `arena` (16-byte aligned, at least
  // PackageView::arena_bytes()). The arena's content does not matter. On a finding the engine stays
  // unusable.
  Finding init(const void* package, size_t package_bytes, const Capabilities& capabilities,
               void* arena, size_t arena_bytes);

  bool ready() const { return !package_.empty(); }
  const PackageView& package() const { return package_; }

  // The graph's tensors inside the arena. index < package().input_count() or output_count(). Inputs
  // have to be written before every run: the program may reuse their memory.
  uint8_t* input(uint32_t index) { return arena_ + package_.input(index).offset; }
  const uint8_t* output(uint32_t index) const { return arena_ + package_.output(index).offset; }

  void run();
  void run(const StepHook& hook);

 private:
  PackageView package_;
  KernelTable kernels_ = {nullptr, 0};
  uint8_t* arena_ = nullptr;
};

}  // namespace satchel
