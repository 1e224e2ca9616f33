#include "core/kernels/average_pool2d.h"
#include "core/kernels/copy.h"
#include "core/kernels/fixed_point.h"
#include "core/kernels/kernel_bench.h"
#include "core/kernels/kernel_cases.h"
#include "core/kernels/softmax.h"

namespace satchel {
namespace {

int32_t mean_at(const WindowShape& s, const int8_t* picture, int32_t oy, int32_t ox, int32_t c) {
  int64_t sum = 0;
  int64_t count = 0;
  for_each_tap(s, oy, ox, [&](int32_t place, int32_t) {
    sum += picture[place * s.in_c + c];
    ++count;
  });
  if (count == 0) return 0;  // no such window is drawn
  const int64_t mean = sum > 0 ? (sum + count / 2) / count : (sum - count / 2) / count;
  return clamp(static_cast<int32_t>(mean), s.low, s.high);
}

void place_softmax(uint32_t rows, uint32_t depth, int32_t multiplier, int32_t left_shift) {
  bench().reset(kSoftmaxEntry);
  SoftmaxShape& s = bench().step().shape.softmax;
  s.rows = rows;
  s.depth = depth;
  s.multiplier = multiplier;
  s.left_shift = left_shift;
  s.diff_min = -static_cast<int32_t>((31u << 26) >> left_shift);
}

}  // namespace

void test_average_pool2d(Checks& checks) {
  for (uint32_t seed = 1; seed <= 150; ++seed) {
    Random random(seed);
    checks.set_seed(seed);
    WindowShape s = random_window(random, 6, false);
    s.in_c = s.out_c = static_cast<uint16_t>(random.between(1, 9));
    bench().reset(kAveragePool2dEntry);
    bench().place_window(random, s);
    bench().run(checks);
    check_window(checks, s, [&](const int8_t* picture, int32_t y, int32_t x, int32_t c) {
      return mean_at(s, picture, y, x, c);
    });
  }
}

void test_softmax(Checks& checks) {
  for (uint32_t depth = 1; depth <= 64; depth *= 2) {  // equal inputs share alike
    place_softmax(2, depth, 1 << 30, 23);
    int8_t* in = bench().place_input(0, 2 * depth);
    for (uint32_t i = 0; i < 2 * depth; ++i) in[i] = i < depth ? -128 : 127;
    bench().place_output(2 * depth);
    bench().run(checks);
    const int32_t share = 256 / static_cast<int32_t>(depth) - 128;
    for (uint32_t i = 0; i < 2 * depth; ++i) {
      SATCHEL_CHECK_EQUAL(checks, bench().output()[i], clamp(share, -128, 127));
    }
  }
  for (uint32_t seed = 1; seed <= 200;
       ++seed) {  // larger inputs get larger shares, which sum to one
    Random random(seed);
    checks.set_seed(seed);
    const uint32_t depth = static_cast<uint32_t>(random.between(2, 20));
    place_softmax(1, depth, random.between(1 << 30, kInt32Max), random.between(19, 24));
    int8_t* in = bench().place_input(0, depth);
    random.fill(in, depth);
    bench().place_output(depth);
    bench().run(checks);
    const int8_t* out = bench().output();
    int32_t sum = 0;
    for (uint32_t i = 0; i < depth; ++i) {
      sum += out[i] + 128;
      for (uint32_t k = 0; k < depth; ++k) {
        if (in[i] >= in[k]) SATCHEL_CHECK(checks, out[i] >= out[k]);
      }
    }
    const int32_t half_steps = static_cast<int32_t>(depth) / 2 + 1;
    SATCHEL_CHECK(checks, sum >= 256 - half_steps && sum <= 256 + half_steps);
  }
}

void test_copy(Checks& checks) {
  Random random(1);
  bench().reset(kCopyEntry);
  bench().step().shape.copy.bytes = 1001;
  int8_t* in = bench().place_input(0, 1001);
  random.fill(in, 1001);
  bench().place_output(1001);
  bench().run(checks);
  for (uint32_t i = 0; i < 1001; ++i) SATCHEL_CHECK_EQUAL(checks, bench().output()[i], in[i]);
}

}  // namespace satchel
