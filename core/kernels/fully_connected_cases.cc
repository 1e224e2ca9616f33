#include "core/kernels/fixed_point.h"
#include "core/kernels/fully_connected.h"
#include "core/kernels/fully_connected_pairs.h"
#include "core/kernels/fully_connected_tiles.h"
#include "core/kernels/kernel_bench.h"
#include "core/kernels/kernel_cases.h"

namespace satchel {
namespace {

constexpr uint32_t kCases = 120;

// One random layer; weights in the portable layout.
struct Problem {
  RowsShape shape;
  RandomScales scales;
  int8_t weights[100 * 40];
  bool quick;

  void draw(Random& random, bool may_be_quick) {
    shape = {};
    shape.rows = static_cast<uint32_t>(random.between(1, 4));
    shape.in = static_cast<uint32_t>(random.between(1, 100));
    shape.out = static_cast<uint32_t>(random.between(1, 40));
    shape.input_zero_point = random_zero_point(random);
    shape.output_zero_point = random_zero_point(random);
    random_activation(random, &shape.low, &shape.high);
    quick = may_be_quick && random.one_in(2);
    scales.draw(random, shape.out, shape.in, quick);
    random.fill(weights, shape.in * shape.out);
  }

  void place(Random& random, const KernelEntry& entry, bool blocks) const {
    bench().reset(entry);
    bench().step().shape.rows = shape;
    random.fill(bench().place_input(0, shape.rows * shape.in), shape.rows * shape.in);
    bench().place_output(shape.rows * shape.out);
    const uint32_t records = blocks ? static_cast<uint32_t>(padded_channels(shape.out)) : shape.out;
    scales.place(bench(), shape.out, records, quick, shape.output_zero_point);
  }
};

Problem& problem() {
  static Problem instance;  // too large for a board's stack
  return instance;
}

void compare(const Problem& p, Checks& checks) {
  const RowsShape& s = p.shape;
  const int8_t* got = bench().output();
  const int8_t* x = got - bench().step().output + bench().step().input[0];
  for (uint32_t row = 0; row < s.rows; ++row) {
    for (uint32_t c = 0; c < s.out; ++c) {
      int64_t sum = p.scales.bias[c];
      for (uint32_t i = 0; i < s.in; ++i) {
        sum += int64_t{x[i] - s.input_zero_point} * p.weights[c * s.in + i];
      }
      const Rescale& scale = p.scales.scale[c];
      const int32_t scaled = reference_rescale(sum, scale.multiplier, scale.shift);
      SATCHEL_CHECK_EQUAL(checks, *got, clamp(scaled + s.output_zero_point, s.low, s.high));
      ++got;
    }
    x += s.in;
  }
}

}  // namespace

void test_fully_connected(Checks& checks) {
  Problem& p = problem();
  for (uint32_t seed = 1; seed <= kCases; ++seed) {
    Random random(seed);
    checks.set_seed(seed);
    p.draw(random, false);
    p.place(random, kFullyConnectedEntry, false);
    const uint32_t bytes = p.shape.in * p.shape.out;
    __builtin_memcpy(bench().place_weights(bytes), p.weights, bytes);
    bench().run(checks);
    compare(p, checks);
  }
}

void test_fully_connected_pairs(Checks& checks) {
  Problem& p = problem();
  for (uint32_t seed = 1; seed <= kCases; ++seed) {
    Random random(seed);
    checks.set_seed(seed);
    p.draw(random, true);
    p.place(random, kFullyConnectedPairsEntry, true);
    int8_t* packed =
        bench().place_weights(static_cast<uint32_t>(pairs_bytes(p.shape.out, p.shape.in)));
    for (uint32_t c = 0; c < p.shape.out; ++c) {
      for (uint32_t k = 0; k < p.shape.in; ++k) {
        packed[pairs_index(c, k, p.shape.in)] = p.weights[c * p.shape.in + k];
      }
    }
    bench().run(checks);
    compare(p, checks);
  }
}

void test_fully_connected_tiles(Checks& checks) {
  Problem& p = problem();
  for (uint32_t seed = 1; seed <= kCases; ++seed) {
    Random random(seed);
    checks.set_seed(seed);
    p.draw(random, true);
    p.place(random, kFullyConnectedTilesEntry, true);
    int8_t* packed =
        bench().place_weights(static_cast<uint32_t>(tiles_bytes(p.shape.out, p.shape.in)));
    int32_t* bias =
        reinterpret_cast<int32_t*>(packed - bench().step().weights + bench().step().bias);
    for (uint32_t c = 0; c < p.shape.out; ++c) {
      for (uint32_t k = 0; k < p.shape.in; ++k) {
        const int8_t weight = p.weights[c * p.shape.in + k];
        packed[tiles_index(c, k, p.shape.in)] = weight;
        bias[c] -= p.shape.input_zero_point * weight;
      }
    }
    bench().run(checks);
    compare(p, checks);
  }
}

}  // namespace satchel
