#include "core/kernels/depthwise_conv2d.h"
#include "core/kernels/depthwise_planar.h"
#include "core/kernels/fixed_point.h"
#include "core/kernels/kernel_bench.h"
#include "core/kernels/kernel_cases.h"

namespace satchel {
namespace {

constexpr uint32_t kCases = 150;
constexpr uint32_t kMaxTaps = 64;

// One random depthwise convolution; weights in the portable layout.
struct Problem {
  WindowShape shape;
  RandomScales scales;
  int8_t weights[kMaxTaps * KernelBench::kMaxChannels];
  bool quick;

  uint32_t taps() const { return uint32_t{shape.kernel_h} * shape.kernel_w; }

  // Of any shape.
  void draw(Random& random, bool quick_) {
    shape = random_window(random, 5, true);
    draw_values(random, random.between(1, 6), random.between(1, 3), quick_);
  }

  // Of this kernel, with pictures long enough for several strips and for inner loops.
  void draw(Random& random, uint16_t kernel_h, uint16_t kernel_w) {
    shape = random_window(random, 1, false);
    shape.kernel_h = kernel_h;
    shape.kernel_w = kernel_w;
    shape.batches = 1;
    random_axis(random, kernel_h, &shape.in_h, &shape.out_h, &shape.stride_h, &shape.pad_top);
    random_axis(random, kernel_w, &shape.in_w, &shape.out_w, &shape.stride_w, &shape.pad_left);
    draw_values(random, random.between(1, 9), 1, random.one_in(2));
  }

  static void random_axis(Random& random, uint16_t kernel, uint16_t* in, uint16_t* out,
                          uint16_t* stride, uint16_t* pad) {
    *stride = static_cast<uint16_t>(random.one_in(5) ? kernel : random.between(1, 2));
    *pad = static_cast<uint16_t>(random.between(0, kernel / 2));
    *in = static_cast<uint16_t>(random.between(1, 26));
    *out = static_cast<uint16_t>((*in - 1 + *pad) / *stride + 1);
  }

  void draw_values(Random& random, int32_t in_c, int32_t multiplier, bool quick_) {
    shape.in_c = static_cast<uint16_t>(in_c);
    shape.out_c = static_cast<uint16_t>(in_c * multiplier);
    quick = quick_;
    scales.draw(random, shape.out_c, taps(), quick);
    random.fill(weights, taps() * shape.out_c);
  }

  void place(Random& random) const {
    bench().place_window(random, shape);
    scales.place(bench(), shape.out_c, shape.out_c, quick, shape.output_zero_point);
  }
};

Problem& problem() {
  static Problem instance;  // too large for a board's stack
  return instance;
}

int32_t expected(const Problem& p, const int8_t* picture, int32_t y, int32_t x, int32_t channel) {
  const WindowShape& s = p.shape;
  const int32_t in_channel = channel / (s.out_c / s.in_c);
  int64_t sum = p.scales.bias[channel];
  for_each_tap(s, y, x, [&](int32_t place, int32_t tap) {
    const int64_t value = picture[place * s.in_c + in_channel] - s.input_zero_point;
    sum += value * p.weights[tap * s.out_c + channel];
  });
  return p.scales.expected(sum, channel, s);
}

void compare(const Problem& p, Checks& checks) {
  check_window(checks, p.shape, [&](const int8_t* picture, int32_t y, int32_t x, int32_t c) {
    return expected(p, picture, y, x, c);
  });
}

void run_planar(Problem& p, Random& random, Checks& checks) {
  bench().reset(kDepthwisePlanarEntry);
  p.place(random);
  const WindowShape& w = p.shape;
  int8_t* packed =
      bench().place_weights(static_cast<uint32_t>(planar_bytes(w.out_c, w.kernel_h, w.kernel_w)));
  for (uint32_t c = 0; c < w.out_c; ++c) {
    for (uint32_t tap = 0; tap < p.taps(); ++tap) {
      packed[planar_index(c, tap / w.kernel_w, tap % w.kernel_w, w.kernel_h, w.kernel_w)] =
          p.weights[tap * w.out_c + c];
    }
  }
  bench().run(checks);
  compare(p, checks);
}

}  // namespace

void test_depthwise_conv2d(Checks& checks) {
  Problem& p = problem();
  for (uint32_t seed = 1; seed <= kCases; ++seed) {
    Random random(seed);
    checks.set_seed(seed);
    p.draw(random, false);
    bench().reset(kDepthwiseConv2dEntry);
    p.place(random);
    const uint32_t bytes = p.taps() * p.shape.out_c;
    __builtin_memcpy(bench().place_weights(bytes), p.weights, bytes);
    bench().run(checks);
    compare(p, checks);
  }
}

void test_depthwise_planar(Checks& checks) {
  Problem& p = problem();
  for (uint32_t seed = 1; seed <= kCases; ++seed) {
    Random random(seed);
    checks.set_seed(seed);
    p.draw(random, random.one_in(2));
    run_planar(p, random, checks);
  }
}

void test_depthwise_planar_kernels(Checks& checks) {
  constexpr uint16_t kKernels[][2] = {{3, 3}, {1, 5}, {9, 1}, {5, 5}, {10, 4}, {3, 1},
                                      {1, 3}, {2, 2}, {4, 7}, {1, 1}, {15, 1}, {8, 8}};
  Problem& p = problem();
  uint32_t seed = 0;
  for (const auto& kernel : kKernels) {
    for (uint32_t i = 0; i < 24; ++i) {
      Random random(++seed);
      checks.set_seed(seed);
      p.draw(random, kernel[0], kernel[1]);
      run_planar(p, random, checks);
    }
  }
}

}  // namespace satchel
