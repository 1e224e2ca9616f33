#include "core/kernels/depthwise_conv2d.h"
#include "core/kernels/depthwise_planar.h"
#include "core/kernels/fixed_point.h"
#include "core/kernels/kernel_bench.h"
#include "core/kernels/kernel_cases.h"

namespace satchel {
namespace {

constexpr uint32_t kCases = 150;

// One random depthwise convolution; weights in the portable layout.
struct Problem {
  WindowShape shape;
  RandomScales scales;
  int8_t weights[5 * 5 * KernelBench::kMaxChannels];
  bool quick;

  void draw(Random& random, bool planar) {
    shape = random_window(random, 5, !planar);
    if (planar) make_3x3(random);
    const int32_t multiplier = planar ? 1 : random.between(1, 3);
    shape.in_c = static_cast<uint16_t>(random.between(1, planar ? 14 : 6));
    shape.out_c = static_cast<uint16_t>(shape.in_c * multiplier);
    quick = planar && random.one_in(2);
    scales.draw(random, shape.out_c, uint32_t{shape.kernel_h} * shape.kernel_w, quick);
    random.fill(weights, uint32_t{shape.kernel_h} * shape.kernel_w * shape.out_c);
  }

  void make_3x3(Random& random) {
    shape.kernel_h = shape.kernel_w = 3;
    shape.stride_w = static_cast<uint16_t>(random.between(1, 2));
    shape.pad_top = static_cast<uint16_t>(random.between(0, 1));
    shape.pad_left = static_cast<uint16_t>(random.between(0, 1));
    shape.in_h = static_cast<uint16_t>(random.between(1, 20));
    shape.in_w = static_cast<uint16_t>(random.between(1, 40));
    shape.out_h = static_cast<uint16_t>((shape.in_h - 1 + shape.pad_top) / shape.stride_h + 1);
    shape.out_w = static_cast<uint16_t>((shape.in_w - 1 + shape.pad_left) / shape.stride_w + 1);
    shape.batches = 1;
  }

  void place(Random& random) const {
    bench().step().shape.window = shape;
    const uint32_t in = uint32_t{shape.batches} * shape.in_h * shape.in_w * shape.in_c;
    random.fill(bench().place_input(0, in), in);
    bench().place_output(uint32_t{shape.batches} * shape.out_h * shape.out_w * shape.out_c);
    scales.place(bench(), shape.out_c, shape.out_c, quick, shape.output_zero_point);
  }
};

Problem& problem() {
  static Problem instance;  // too large for a board's stack
  return instance;
}

int64_t sum_at(const Problem& p, const int8_t* picture, int32_t oy, int32_t ox, int32_t channel) {
  const WindowShape& s = p.shape;
  const int32_t in_channel = channel / (s.out_c / s.in_c);
  int64_t sum = p.scales.bias[channel];
  for (int32_t ky = 0; ky < s.kernel_h; ++ky) {
    for (int32_t kx = 0; kx < s.kernel_w; ++kx) {
      const int32_t y = oy * s.stride_h - s.pad_top + ky * s.dilation_h;
      const int32_t x = ox * s.stride_w - s.pad_left + kx * s.dilation_w;
      if (y < 0 || y >= s.in_h || x < 0 || x >= s.in_w) continue;
      const int64_t value = picture[(y * s.in_w + x) * s.in_c + in_channel] - s.input_zero_point;
      sum += value * p.weights[(ky * s.kernel_w + kx) * s.out_c + channel];
    }
  }
  return sum;
}

void compare(const Problem& p, Checks& checks) {
  const WindowShape& s = p.shape;
  const int8_t* got = bench().output();
  const int8_t* picture = got - bench().step().output + bench().step().input[0];
  for (int32_t b = 0; b < s.batches; ++b) {
    for (int32_t y = 0; y < s.out_h; ++y) {
      for (int32_t x = 0; x < s.out_w; ++x) {
        for (int32_t c = 0; c < s.out_c; ++c) {
          const Rescale& scale = p.scales.scale[c];
          const int32_t scaled =
              reference_rescale(sum_at(p, picture, y, x, c), scale.multiplier, scale.shift);
          SATCHEL_CHECK_EQUAL(checks, *got, clamp(scaled + s.output_zero_point, s.low, s.high));
          ++got;
        }
      }
    }
    picture += s.in_h * s.in_w * s.in_c;
  }
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
    const uint32_t bytes = uint32_t{p.shape.kernel_h} * p.shape.kernel_w * p.shape.out_c;
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
    p.draw(random, true);
    bench().reset(kDepthwisePlanarEntry);
    p.place(random);
    int8_t* packed =
        bench().place_weights(static_cast<uint32_t>(planar_bytes(p.shape.out_c, 3, 3)));
    for (uint32_t c = 0; c < p.shape.out_c; ++c) {
      for (uint32_t tap = 0; tap < 9; ++tap) {
        packed[planar_index(c, tap / 3, tap % 3, 3, 3)] = p.weights[tap * p.shape.out_c + c];
      }
    }
    bench().run(checks);
    compare(p, checks);
  }
}

}  // namespace satchel
