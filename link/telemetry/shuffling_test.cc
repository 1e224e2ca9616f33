#include "link/telemetry/shuffling.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace satchel {
namespace {

double log_binomial(int n, int k) {
  return std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0);
}

// The two distributions to which the paper reduces every such algorithm: of n - 1 reports C ~ Bin(n
// - 1, exp(-local)) are clones of the one that differs, A ~ Bin(C, 1/2) of them of its first value,
// and it is that value with probability e / (e + 1) before and 1 / (e + 1) after. The two cases
// mirror each other, so one direction of the divergence is both. No closed form is used.
double exact_delta(int n, double local, double epsilon) {
  const double first = 1 / (1 + std::exp(-local)), keep = std::exp(-local);
  double delta = 0;
  for (int c = 0; c < n; ++c) {
    const double log_c = log_binomial(n - 1, c) + c * std::log(keep) +
                         (n - 1 - c) * std::log1p(-keep) - c * std::log(2.0);
    if (log_c + c * std::log(2.0) < -80) continue;
    double before = 0;  // the chance of a - 1 of c
    for (int a = 0; a <= c + 1; ++a) {
      const double here = a <= c ? std::exp(log_c + log_binomial(c, a)) : 0;
      const double p = first * before + (1 - first) * here;
      const double q = (1 - first) * before + first * here;
      delta += std::max(0.0, p - std::exp(epsilon) * q);
      before = here;
    }
  }
  return delta;
}

TEST(Shuffling, ItsEpsilonHoldsInTheDistributionsThatItBounds) {
  int compared = 0;
  for (const int n : {300, 600, 1000, 2000}) {
    for (const double local : {0.25, 0.5, 1.0}) {
      for (const double delta : {1e-4, 1e-6}) {
        const ShuffledPrivacy shuffled = shuffled_privacy(n, local, delta);
        if (!shuffled.amplified) continue;
        ++compared;
        EXPECT_LE(exact_delta(n, local, shuffled.epsilon), delta) << n << " " << local;
        // And the comparison can fail: a tenth of that epsilon is too little.
        EXPECT_GT(exact_delta(n, local, shuffled.epsilon / 10), delta) << n << " " << local;
      }
    }
  }
  EXPECT_GE(compared, 12);
}

// closedformanalysis(n, local, delta) of the authors' program (apple/ml-shuffling-amplification,
// computeamplification.py); the first row is its example.py. The program bounds a little more
// loosely than the theorem: it has 1 + exp(-local - log(1 + clones)) for a denominator.
TEST(Shuffling, AgreesWithTheAuthorsProgram) {
  struct Published {
    std::uint64_t n;
    double local, delta, program;
  };
  const Published rows[] = {{100'000, 4, 1e-6, 0.5378040242374512},
                            {10'000, 2, 1e-6, 0.5235509772345485},
                            {10'000, 0.5, 1e-6, 0.10468237511990537},
                            {1'000'000, 1, 1e-8, 0.027175157814269733},
                            {1'000, 0.5, 1e-6, 0.33483647172226294}};
  for (const Published& row : rows) {
    const double clones = 8 * std::exp(row.local / 2) * std::sqrt(std::log(4 / row.delta) / row.n) +
                          8 * std::exp(row.local) / row.n;
    const ShuffledPrivacy shuffled = shuffled_privacy(row.n, row.local, row.delta);
    ASSERT_TRUE(shuffled.amplified);
    EXPECT_EQ(shuffled.delta, row.delta);
    EXPECT_LE(shuffled.epsilon, row.program);
    // With the program's denominator in the place of the theorem's the numbers are the same.
    const double loosened = std::expm1(shuffled.epsilon) * (1 + std::exp(-row.local)) /
                            (1 + std::exp(-row.local) / (1 + clones));
    EXPECT_NEAR(std::log1p(loosened), row.program, 1e-12);
  }
}

TEST(Shuffling, PromisesNothingToAClass) {
  for (const std::uint64_t reports : {0u, 1u, 30u, 250u}) {
    const ShuffledPrivacy shuffled = shuffled_privacy(reports, 0.5, kShufflingDelta);
    EXPECT_FALSE(shuffled.amplified);
    EXPECT_EQ(shuffled.epsilon, 0.5);
    EXPECT_EQ(shuffled.delta, 0);
  }
}

TEST(Shuffling, MoreReportsAreNeverWorse) {
  double before = 0.5;
  for (std::uint64_t n = 1; n < 10'000'000; n = n * 3 / 2 + 1) {
    const double epsilon = shuffled_privacy(n, 0.5, kShufflingDelta).epsilon;
    EXPECT_LE(epsilon, before);
    before = epsilon;
  }
  EXPECT_LT(before, 0.01);
}

}  // namespace
}  // namespace satchel
