#include "core/kernels/add.h"
#include "core/kernels/fixed_point.h"
#include "core/kernels/kernel_bench.h"
#include "core/kernels/kernel_cases.h"

namespace satchel {
namespace {

AddShape random_shape(Random& random) {
  AddShape a = {};
  const int32_t rank = random.between(1, kMaxRank);
  for (int32_t i = 0; i < kMaxRank; ++i) {
    const bool present = i >= kMaxRank - rank;
    a.dims[i] = static_cast<uint32_t>(present ? random.between(1, rank > 3 ? 3 : 9) : 1);
    if (random.one_in(4)) a.repeat[random.between(0, 1)] |= static_cast<uint8_t>(1 << i);
  }
  for (int i = 0; i < 3; ++i) {
    a.multiplier[i] = random.one_in(5) ? 1 << 30 : random.between(1 << 30, kInt32Max);
    a.shift[i] = static_cast<int8_t>(i < 2 ? random.between(-4, 0) : random.between(-20, -17));
    a.zero_point[i] = random_zero_point(random);
  }
  if (random.one_in(2)) {  // as converters make it: one factor is 1/2
    const int32_t half = random.between(0, 1);
    a.multiplier[half] = 1 << 30;
    a.shift[half] = 0;
  }
  if (random.one_in(4)) a.shift[2] = static_cast<int8_t>(random.between(-26, -10));
  random_activation(random, &a.low, &a.high);
  return a;
}

uint32_t elements(const AddShape& a, uint32_t repeated) {
  uint32_t product = 1;
  for (int i = 0; i < kMaxRank; ++i) product *= repeated >> i & 1 ? 1 : a.dims[i];
  return product;
}

// The element of an input that belongs to the output's element `flat`.
uint32_t source_of(const AddShape& a, uint32_t repeated, uint32_t flat) {
  uint32_t place = 0;
  uint32_t stride = 1;
  for (int i = kMaxRank - 1; i >= 0; --i) {
    const uint32_t index = flat % a.dims[i];
    flat /= a.dims[i];
    if (repeated >> i & 1) continue;
    place += index * stride;
    stride *= a.dims[i];
  }
  return place;
}

int32_t expected(const AddShape& a, int8_t x, int8_t y) {
  const int64_t unit = 1 << 20;
  const int32_t first =
      reference_rescale((x - a.zero_point[0]) * unit, a.multiplier[0], a.shift[0]);
  const int32_t second =
      reference_rescale((y - a.zero_point[1]) * unit, a.multiplier[1], a.shift[1]);
  const int32_t sum = reference_rescale(int64_t{first} + second, a.multiplier[2], a.shift[2]);
  return clamp(sum + a.zero_point[2], a.low, a.high);
}

}  // namespace

void test_add(Checks& checks) {
  for (uint32_t seed = 1; seed <= 400; ++seed) {
    Random random(seed);
    checks.set_seed(seed);
    const AddShape a = random_shape(random);
    bench().reset(kAddEntry);
    bench().step().shape.add = a;
    int8_t* x = bench().place_input(0, elements(a, a.repeat[0]));
    random.fill(x, elements(a, a.repeat[0]));
    int8_t* y = bench().place_input(1, elements(a, a.repeat[1]));
    if (random.one_in(3)) {  // a constant
      y = bench().place_weights(elements(a, a.repeat[1]));
      bench().step().input[1] = bench().step().weights;
      bench().step().flags = kFlagConstantInput1;
    }
    random.fill(y, elements(a, a.repeat[1]));
    const uint32_t count = elements(a, 0);
    bench().place_output(count);
    bench().run(checks);
    for (uint32_t i = 0; i < count; ++i) {
      SATCHEL_CHECK_EQUAL(
          checks, bench().output()[i],
          expected(a, x[source_of(a, a.repeat[0], i)], y[source_of(a, a.repeat[1], i)]));
    }
  }
}

}  // namespace satchel
