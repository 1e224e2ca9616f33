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
  // A window's shape, its input drawn, its output.
  void place_window(Random& random, const WindowShape& shape);
  void place_output(uint32_t bytes);
  int8_t* place_weights(uint32_t bytes);  // zeros
  int32_t* place_bias(uint32_t count);    // zeros
  template <typename Record>
  Record* place_rescale(uint32_t count) {
    return static_cast<Record*>(place_records(count * static_cast<uint32_t>(sizeof(Record))));
  }

  // Checks the step, runs it, and sees that nothing but output and scratch was written.
  void run(Checks& checks);
  const int8_t* input() const { return reinterpret_cast<const int8_t*>(arena_) + step_.input[0]; }
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
  // What a sum of this channel becomes.
  int32_t expected(int64_t sum, int32_t channel, const WindowShape& shape) const;
  // Writes bias and records to the bench; padded_count >= count. Sets the flag of the step.
  void place(KernelBench& bench, uint32_t count, uint32_t padded_count, bool quick,
             int32_t output_zero_point) const;
};

int16_t random_zero_point(Random& random);
void random_activation(Random& random, int16_t* low, int16_t* high);
// A window that fits the bench: SAME, VALID or any padding in between, strides and dilations.
WindowShape random_window(Random& random, int32_t max_kernel, bool dilated);

// Calls visit(place, tap) for the taps of one output's window that lie inside the picture: the
// pixel's index in the picture and the tap's in the kernel.
template <typename Visit>
void for_each_tap(const WindowShape& s, int32_t oy, int32_t ox, const Visit& visit) {
  for (int32_t ky = 0; ky < s.kernel_h; ++ky) {
    for (int32_t kx = 0; kx < s.kernel_w; ++kx) {
      const int32_t y = oy * s.stride_h - s.pad_top + ky * s.dilation_h;
      const int32_t x = ox * s.stride_w - s.pad_left + kx * s.dilation_w;
      if (y < 0 || y >= s.in_h || x < 0 || x >= s.in_w) continue;
      visit(y * s.in_w + x, ky * s.kernel_w + kx);
    }
  }
}

// The bench's outputs are expected(picture, y, x, channel).
template <typename Expected>
void check_window(Checks& checks, const WindowShape& s, const Expected& expected) {
  const int8_t* picture = bench().input();
  const int8_t* got = bench().output();
  for (int32_t b = 0; b < s.batches; ++b) {
    for (int32_t y = 0; y < s.out_h; ++y) {
      for (int32_t x = 0; x < s.out_w; ++x) {
        for (int32_t c = 0; c < s.out_c; ++c) {
          SATCHEL_CHECK_EQUAL(checks, *got++, expected(picture, y, x, c));
        }
      }
    }
    picture += s.in_h * s.in_w * s.in_c;
  }
}

}  // namespace satchel
