#include "core/kernels/conv2d.h"
#include "core/kernels/conv2d_pairs.h"
#include "core/kernels/conv2d_tiles.h"
#include "core/kernels/fixed_point.h"
#include "core/kernels/kernel_bench.h"
#include "core/kernels/kernel_cases.h"

namespace satchel {
namespace {

constexpr uint32_t kCases = 150;
constexpr uint32_t kMaxWeights = 8 * 1024;

// One random convolution; weights in the portable layout.
struct Problem {
  WindowShape shape;
  RandomScales scales;
  int8_t weights[kMaxWeights];
  uint32_t depth;
  bool quick;

  void draw(Random& random, bool grouped, bool may_be_quick) {
    shape = random_window(random, random.one_in(3) ? 1 : 4, true);
    shape.groups = static_cast<uint16_t>(grouped ? random.between(2, 4) : 1);
    shape.in_c = static_cast<uint16_t>(shape.groups * random.between(1, grouped ? 3 : 13));
    shape.out_c = static_cast<uint16_t>(shape.groups * random.between(1, grouped ? 4 : 18));
    depth = uint32_t{shape.kernel_h} * shape.kernel_w * (uint32_t{shape.in_c} / shape.groups);
    quick = may_be_quick && random.one_in(2);
    scales.draw(random, shape.out_c, depth, quick);
    random.fill(weights, depth * shape.out_c);
  }
};

Problem& problem() {
  static Problem instance;  // too large for a board's stack
  return instance;
}

int32_t expected(const Problem& p, const int8_t* picture, int32_t y, int32_t x, int32_t channel) {
  const WindowShape& s = p.shape;
  const int32_t depth = s.in_c / s.groups;
  const int32_t first = channel / (s.out_c / s.groups) * depth;
  int64_t sum = p.scales.bias[channel];
  for_each_tap(s, y, x, [&](int32_t place, int32_t tap) {
    const int8_t* weights = p.weights + (channel * s.kernel_h * s.kernel_w + tap) * depth;
    for (int32_t c = 0; c < depth; ++c) {
      sum += int64_t{picture[place * s.in_c + first + c] - s.input_zero_point} * weights[c];
    }
  });
  return p.scales.expected(sum, channel, s);
}

void compare(const Problem& p, Checks& checks) {
  check_window(checks, p.shape, [&](const int8_t* picture, int32_t y, int32_t x, int32_t c) {
    return expected(p, picture, y, x, c);
  });
}

void test_portable(Checks& checks, bool grouped) {
  Problem& p = problem();
  for (uint32_t seed = 1; seed <= kCases; ++seed) {
    Random random(seed);
    checks.set_seed(seed);
    p.draw(random, grouped, false);
    bench().reset(kConv2dEntry);
    bench().place_window(random, p.shape);
    __builtin_memcpy(bench().place_weights(p.depth * p.shape.out_c), p.weights,
                     p.depth * p.shape.out_c);
    p.scales.place(bench(), p.shape.out_c, p.shape.out_c, false, 0);
    bench().run(checks);
    compare(p, checks);
  }
}

uint32_t padded(uint32_t channels) {
  return static_cast<uint32_t>(padded_channels(channels));
}

}  // namespace

void test_conv2d(Checks& checks) {
  test_portable(checks, false);
}
void test_conv2d_grouped(Checks& checks) {
  test_portable(checks, true);
}

void test_conv2d_pairs(Checks& checks) {
  Problem& p = problem();
  for (uint32_t seed = 1; seed <= kCases; ++seed) {
    Random random(seed);
    checks.set_seed(seed);
    p.draw(random, false, true);
    bench().reset(kConv2dPairsEntry);
    bench().place_window(random, p.shape);
    int8_t* packed =
        bench().place_weights(static_cast<uint32_t>(pairs_bytes(p.shape.out_c, p.depth)));
    for (uint32_t c = 0; c < p.shape.out_c; ++c) {
      for (uint32_t k = 0; k < p.depth; ++k) {
        packed[pairs_index(c, k, p.depth)] = p.weights[c * p.depth + k];
      }
    }
    p.scales.place(bench(), p.shape.out_c, padded(p.shape.out_c), p.quick,
                   p.shape.output_zero_point);
    bench().run(checks);
    compare(p, checks);
  }
}

void test_conv2d_tiles(Checks& checks) {
  Problem& p = problem();
  for (uint32_t seed = 1; seed <= kCases; ++seed) {
    Random random(seed);
    checks.set_seed(seed);
    p.draw(random, false, true);
    bench().reset(kConv2dTilesEntry);
    bench().place_window(random, p.shape);
    int8_t* packed =
        bench().place_weights(static_cast<uint32_t>(tiles_bytes(p.shape.out_c, p.depth)));
    p.scales.place(bench(), p.shape.out_c, padded(p.shape.out_c), p.quick,
                   p.shape.output_zero_point);
    int32_t* bias =
        reinterpret_cast<int32_t*>(packed - bench().step().weights + bench().step().bias);
    for (uint32_t c = 0; c < p.shape.out_c; ++c) {
      for (uint32_t k = 0; k < p.depth; ++k) {
        const int8_t weight = p.weights[c * p.depth + k];
        packed[tiles_index(c, k, p.depth)] = weight;
        bias[c] -= p.shape.input_zero_point * weight;
      }
    }
    bench().run(checks);
    compare(p, checks);
  }
}

}  // namespace satchel
