// What the kernels' tests have in common: memory to run one step in, random shapes, and the plain
// 64-bit meaning of the arithmetic. Freestanding, so that the same tests run on boards.
#pragma once

#include <stdint.h>

#include "core/kernels/layout.h"
#include "core/package/kernel_table.h"
#include "core/testing/check.h"
#include "core/testing/random.h"

namespace satchel {

// The meaning of MBQM, in 64 bits and without tricks.
int32_t reference_rescale(int64_t acc, int32_t multiplier, int32_t shift);

// One step with its memory. Tests share one bench (bench()): it is too large for a board's stack.
class KernelBench {
 public:
  static constexpr uint32_t kArenaBytes = 24 * 1024;
  static constexpr uint32_t kWeightBytes = 24 * 1024;
  static constexpr uint32_t kMaxChannels = 64;

  // Starts over with an empty step of this kernel.
  void reset(const KernelEntry& entry);

  Step& step() { return step_; }
  int8_t* place_input(int which, uint32_t bytes);
  void place_output(uint32_t bytes);
  int8_t* place_weights(uint32_t bytes);  // zeros
  int32_t* place_bias(uint32_t count);    // zeros
  template <typename Record>
  Record* place_rescale(uint32_t count) {
    return static_cast<Record*>(place_records(count * static_cast<uint32_t>(sizeof(Record))));
  }

  // Checks the step, runs it, and sees that nothing but output and scratch was written.
  void run(Checks& checks);
  const int8_t* output() const { return reinterpret_cast<const int8_t*>(arena_) + step_.output; }

 private:
  void* place_records(uint32_t bytes);
  uint32_t take_arena(uint32_t bytes);
  uint32_t take_weights(uint32_t bytes);

  const KernelEntry* entry_ = nullptr;
  Step step_ = {};
  uint32_t output_bytes_ = 0;
  uint32_t arena_used_ = 0;
  uint32_t weights_used_ = 0;
  alignas(16) uint8_t arena_[kArenaBytes];
  alignas(16) uint8_t before_[kArenaBytes];
  alignas(16) uint8_t weights_[kWeightBytes];
};

KernelBench& bench();

// Constants of one layer in the portable form.
struct RandomScales {
  int32_t bias[KernelBench::kMaxChannels];
  Rescale scale[KernelBench::kMaxChannels];

  // Results of sums over `depth` values spread over the int8 range. With `quick` all shifts suit
  // QuickRescale.
  void draw(Random& random, uint32_t channels, uint32_t depth, bool quick);
  // Writes bias and records to the bench; padded_count >= count. Sets the flag of the step.
  void place(KernelBench& bench, uint32_t count, uint32_t padded_count, bool quick,
             int32_t output_zero_point) const;
};

int16_t random_zero_point(Random& random);
void random_activation(Random& random, int16_t* low, int16_t* high);
// A window that fits the bench: SAME, VALID or any padding in between, strides and dilations.
WindowShape random_window(Random& random, int32_t max_kernel, bool dilated);

}  // namespace satchel
