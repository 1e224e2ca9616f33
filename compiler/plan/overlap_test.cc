// The planner may lay a step's output over its input as far as options.cc says. Each kernel is run
// with both lying apart and with the boldest overlap that is permitted: the outputs are the same.
#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <random>

#include "compiler/plan/options.h"
#include "core/kernels/tables.h"

namespace satchel {
namespace {

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::uint16_t pick(int low, int high) {
    return static_cast<std::uint16_t>(std::uniform_int_distribution<int>(low, high)(engine_));
  }
  std::int8_t value() {
    return static_cast<std::int8_t>(std::uniform_int_distribution<int>(-128, 127)(engine_));
  }

 private:
  std::mt19937 engine_;
};

WindowShape random_window(Random& random, Kernel operation) {
  WindowShape w{};
  w.batches = random.pick(1, 2);
  w.in_h = random.pick(1, 9);
  w.in_w = random.pick(1, 9);
  w.in_c = random.pick(1, 9);
  const bool planar = random.pick(0, 1) == 1;  // often what the 3x3 kernel takes
  const bool single = random.pick(0, 2) == 0;
  w.kernel_h = single ? 1 : planar ? 3 : random.pick(1, 4);
  w.kernel_w = single ? 1 : planar ? 3 : random.pick(1, 4);
  w.stride_h = random.pick(1, 2);
  w.stride_w = random.pick(1, 2);
  w.dilation_h = w.dilation_w = 1;
  w.pad_top = random.pick(0, (w.kernel_h - 1) / 2);
  w.pad_left = random.pick(0, (w.kernel_w - 1) / 2);
  w.out_h = static_cast<std::uint16_t>((w.in_h + w.stride_h - 1) / w.stride_h);
  w.out_w = static_cast<std::uint16_t>((w.in_w + w.stride_w - 1) / w.stride_w);
  w.groups = 1;
  w.out_c = operation == Kernel::kConv2d ? random.pick(1, 9) : w.in_c;
  w.input_zero_point = random.value();
  w.low = -128;
  w.high = 127;
  return w;
}

ProgramStep random_step(Random& random, Kernel operation) {
  ProgramStep step;
  step.operation = operation;
  std::size_t channels = 0, weights = 0;
  if (operation == Kernel::kFullyConnected) {
    step.shape.rows = {random.pick(1, 4), random.pick(1, 20), random.pick(1, 20), 3, -5, -128, 127};
    channels = step.shape.rows.out;
    weights = channels * step.shape.rows.in;
  } else if (operation == Kernel::kSoftmax) {
    step.shape.softmax = {random.pick(1, 4), random.pick(1, 20), 1 << 30, 22, -200};
  } else if (operation == Kernel::kAdd) {
    step.shape.add = {{1, 1, 1, random.pick(1, 5), random.pick(1, 5), random.pick(1, 5)},
                      {1 << 30, 1 << 30, 1 << 30},
                      {1, 2, 3},
                      -128,
                      127,
                      {-1, 0, -18},
                      {0, 0},
                      0};
  } else {
    const WindowShape w = step.shape.window = random_window(random, operation);
    channels = operation == Kernel::kAveragePool2d ? 0 : w.out_c;
    weights = channels * w.kernel_h * w.kernel_w * (operation == Kernel::kConv2d ? w.in_c : 1);
  }
  for (std::size_t i = 0; i < weights; ++i) step.weights.push_back(random.value());
  for (std::size_t i = 0; i < channels; ++i) {
    step.bias.push_back(random.value() * 50);
    step.rescale.push_back({(1 << 30) + 12345, -random.pick(6, 9)});
  }
  step.inputs = {0, operation == Kernel::kAdd ? 1 : kNoValue};
  step.output = 2;
  return step;
}

// Runs one planned step in a memory of its own.
class Bench {
 public:
  Bench(const KernelOption& option, const ProgramStep& source) {
    option.pack(source, plan_);
    step_.kernel = static_cast<std::uint16_t>(option.kernel);
    step_.flags = plan_.flags;
    step_.shape = source.shape;
    step_.weights = append(plan_.weights);
    step_.bias = append(plan_.bias);
    step_.rescale = append(plan_.rescale);
    entry_ = kAllKernels.find(step_.kernel);
  }

  std::vector<std::uint8_t> run(const std::vector<std::uint8_t>& input, std::size_t input_at,
                                std::size_t output_at, std::size_t output_bytes) {
    alignas(16) static std::uint8_t arena[kArena];
    std::memset(arena, 0x55, kArena);
    std::memcpy(arena + input_at, input.data(), input.size());
    std::memcpy(arena + kSecondInput, input.data(), input.size());
    step_.input[0] = static_cast<std::uint32_t>(input_at);
    step_.input[1] = static_cast<Kernel>(step_.kernel) == Kernel::kAdd ? kSecondInput : 0;
    step_.output = static_cast<std::uint32_t>(output_at);
    step_.scratch = kScratch;
    const Limits limits{kArena, static_cast<std::uint32_t>(sizeof(weights_)), weights_};
    EXPECT_TRUE(entry_->check(step_, limits));
    entry_->run(step_, {arena, weights_});
    return {arena + output_at, arena + output_at + output_bytes};
  }

  static constexpr std::size_t kMiddle = 16 * 1024;

 private:
  static constexpr std::size_t kScratch = 32 * 1024, kSecondInput = 48 * 1024, kArena = 64 * 1024;

  std::uint32_t append(const std::vector<std::uint8_t>& bytes) {
    const std::size_t at = used_;
    if (!bytes.empty()) std::memcpy(weights_ + at, bytes.data(), bytes.size());
    used_ = (used_ + bytes.size() + 15) / 16 * 16;
    return static_cast<std::uint32_t>(at);
  }

  StepPlan plan_;
  Step step_{};
  const KernelEntry* entry_ = nullptr;
  std::size_t used_ = 0;
  alignas(16) std::uint8_t weights_[32 * 1024] = {};
};

std::size_t bytes_of(const ProgramStep& step, bool output) {
  const Shape& s = step.shape;
  switch (step.operation) {
    case Kernel::kFullyConnected:
      return std::size_t{s.rows.rows} * (output ? s.rows.out : s.rows.in);
    case Kernel::kSoftmax:
      return std::size_t{s.softmax.rows} * s.softmax.depth;
    case Kernel::kAdd:
      return std::size_t{s.add.dims[3]} * s.add.dims[4] * s.add.dims[5];
    default:
      return output
                 ? std::size_t{s.window.batches} * s.window.out_h * s.window.out_w * s.window.out_c
                 : std::size_t{s.window.batches} * s.window.in_h * s.window.in_w * s.window.in_c;
  }
}

void expect_same_where_permitted(const KernelOption& option, const ProgramStep& step,
                                 Random& random) {
  std::vector<std::uint8_t> input(bytes_of(step, false));
  for (std::uint8_t& value : input) value = static_cast<std::uint8_t>(random.value());
  const std::size_t output_bytes = bytes_of(step, true);
  const auto bench = std::make_unique<Bench>(option, step);
  const auto apart = bench->run(input, Bench::kMiddle, 0, output_bytes);
  const Overlap overlap = option.overlap(step, 0);
  // The boldest distances: from where they touch downwards.
  int tried = 0;
  const auto reach = static_cast<std::int64_t>(input.size());
  for (std::int64_t distance = reach; distance > -reach && tried < 4; --distance) {
    if (!overlap.permits(distance)) continue;
    ++tried;
    const auto output_at = static_cast<std::size_t>(Bench::kMiddle + distance);
    EXPECT_EQ(bench->run(input, Bench::kMiddle, output_at, output_bytes), apart)
        << "at the distance " << distance;
  }
}

TEST(Overlap, OutputsAreTheSameWhereverItIsPermitted) {
  const unsigned seed = 20263;
  Random random(seed);
  for (const KernelOption& option : kernel_options()) {
    for (const Kernel operation :
         {Kernel::kConv2d, Kernel::kDepthwiseConv2d, Kernel::kFullyConnected,
          Kernel::kAveragePool2d, Kernel::kSoftmax, Kernel::kAdd}) {
      for (int round = 0; round < 150; ++round) {
        const ProgramStep step = random_step(random, operation);
        if (!option.suits(step)) continue;
        SCOPED_TRACE(testing::Message() << "seed " << seed << ", round " << round << ", "
                                        << static_cast<int>(option.kernel));
        expect_same_where_permitted(option, step, random);
      }
    }
  }
}

}  // namespace
}  // namespace satchel
