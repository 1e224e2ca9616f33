// Packages with any bytes changed: validate() refuses them, or they run in an arena of exactly the
// size that they ask for, whatever it and their weights hold.
//
// The mutator makes whole packages out of nothing and changes fields of the program as often as any
// other byte: chance alone would rarely get behind the header.

#include <cstdlib>
#include <cstring>
#include <memory>

#include "core/engine/engine.h"
#include "core/kernels/planar_plan.h"
#include "core/kernels/tables.h"
#include "core/package/sample_package.h"

using namespace satchel;

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace {

// What one run may cost. Larger packages differ in numbers only.
constexpr uint32_t kMaxArena = 16 * 1024;
constexpr uint64_t kMaxWork = 20'000'000;

struct Free {
  void operator()(void* memory) const { std::free(memory); }
};
using Memory16 = std::unique_ptr<uint8_t, Free>;

Memory16 allocate(size_t bytes) {
  void* memory = nullptr;
  if (posix_memalign(&memory, 16, bytes) != 0) std::abort();
  return Memory16(static_cast<uint8_t*>(memory));
}

// An upper bound of the window kernels' work: outputs times taps times channels. The other kernels
// touch each byte of the arena or of the weights a few times at most.
uint64_t work(const PackageView& view) {
  uint64_t sum = 0;
  for (uint32_t i = 0; i < view.step_count(); ++i) {
    const Step& step = view.steps()[i];
    switch (static_cast<Kernel>(step.kernel)) {
      case Kernel::kConv2d:
      case Kernel::kConv2dPairs:
      case Kernel::kConv2dTiles:
      case Kernel::kDepthwiseConv2d:
      case Kernel::kAveragePool2d: {
        const WindowShape& w = step.shape.window;
        const uint64_t outputs = uint64_t{w.batches} * w.out_h * w.out_w * w.out_c;
        sum += outputs * w.kernel_h * w.kernel_w * w.in_c;
        break;
      }
      case Kernel::kDepthwisePlanar: {
        const WindowShape& w = step.shape.window;
        const PlanarPlan plan(w);
        const uint64_t strips = (plan.across.out + plan.strip_out - 1) / plan.strip_out;
        const uint64_t outputs = uint64_t{w.out_h} * w.out_w * w.out_c;
        sum += w.batches * (strips * (plan.plane_stride * w.in_c + plan.taps() * w.out_c) +
                            outputs * plan.taps());
        break;
      }
      default:
        sum += view.arena_bytes() + view.weights().size;
    }
  }
  return sum;
}

void run(const PackageView& view, const uint8_t* package, size_t size, uint8_t fill) {
  const uint32_t bytes = view.arena_bytes();
  const Memory16 arena = allocate(bytes);
  std::memset(arena.get(), fill, bytes);
  Capabilities capabilities;
  capabilities.kernels = kAllKernels;
  Engine engine;
  if (!engine.init(package, size, capabilities, arena.get(), bytes).ok()) std::abort();
  engine.run();
}

void change_program(SamplePackage* package, Random& random) {
  const SectionEntry& program = package->entry(Section::kProgram);
  const uint32_t place =
      static_cast<uint32_t>(random.between(0, static_cast<int32_t>(program.bytes) - 2));
  constexpr uint32_t kValues[] = {0, 1, 2, 3, 4, 7, 8, 64, 127, 128, 255, 256, 0x7fff, 0xffff};
  const uint32_t value = random.one_in(3) ? random.bits() : kValues[random.between(0, 13)];
  std::memcpy(package->bytes + program.offset + place, &value, 2);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Memory16 package = allocate(size == 0 ? 1 : size);
  if (size != 0) std::memcpy(package.get(), data, size);
  Capabilities capabilities;
  capabilities.kernels = kAllKernels;
  capabilities.arena_bytes = kMaxArena;
  PackageView view;
  if (!validate(package.get(), size, capabilities, &view).ok()) return 0;
  if (work(view) <= kMaxWork) run(view, package.get(), size, data[size / 2]);
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size,
                                          unsigned int seed) {
  Random random(seed);
  if (random.one_in(2)) return LLVMFuzzerMutate(data, size, max_size);
  SamplePackage package;
  build_sample_package(random, &package);
  if (package.size > max_size) return LLVMFuzzerMutate(data, size, max_size);
  const uint32_t changes = 1 + random.bits() % 4;
  for (uint32_t i = 0; i < changes; ++i) change_program(&package, random);
  std::memcpy(data, package.bytes, package.size);
  return package.size;
}
