#include "firmware/agent/telemetry/noise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include "firmware/agent/telemetry/fakes.h"

namespace satchel {
namespace {

using fakes::SeededEntropy;

uint64_t any_seed() {
  const char* given = std::getenv("SATCHEL_SEED");
  const uint64_t seed =
      given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::printf("  seed %llu\n", static_cast<unsigned long long>(seed));
  return seed;
}

double laplace(int64_t k, double rate) {
  const double q = std::exp(-rate);
  return (1 - q) / (1 + q) * std::pow(q, std::abs(static_cast<double>(k)));
}

// Gives the bits of a path through a sampler's decisions, zeros behind them, and then fails.
class Path final : public Entropy {
 public:
  static constexpr uint32_t kBits = 128;  // of one fill

  bool fill(uint8_t* out, size_t size) override {
    EXPECT_EQ(8 * size, kBits);
    for (size_t i = 0; i < size; ++i) out[i] = 0;
    for (uint32_t i = 0; i < length; ++i) {  // RandomBits takes the last bit first
      const uint32_t bit = kBits - 1 - i;
      out[bit / 8] = static_cast<uint8_t>(out[bit / 8] | ((bits >> i & 1u) << (bit % 8)));
    }
    return !std::exchange(used, true);
  }
  uint64_t bits = 0;
  uint32_t length = 0;
  bool used = false;
};

// A sampler's distribution, exactly: every path of up to `depth` bits is walked. What longer paths
// would give is `undecided`.
struct Distribution {
  std::map<int64_t, double> mass;
  double undecided = 0;
};

using Sampler = std::function<int64_t(RandomBits&)>;

void walk(const Sampler& sampler, uint64_t bits, uint32_t length, uint32_t depth,
          Distribution* found) {
  Path path;
  path.bits = bits;
  path.length = length;
  RandomBits random(path);
  const int64_t value = sampler(random);
  const uint32_t taken = path.used ? Path::kBits - random.unused() : 0;
  if (!random.failed() && taken <= length) {
    found->mass[value] += std::ldexp(1.0, -static_cast<int>(length));
  } else if (length == depth) {
    found->undecided += std::ldexp(1.0, -static_cast<int>(length));
  } else {
    walk(sampler, bits, length + 1, depth, found);
    walk(sampler, bits | uint64_t{1} << length, length + 1, depth, found);
  }
}

TEST(Noise, HasExactlyTheClaimedProbabilitiesOverAllPaths) {
  const std::pair<uint64_t, uint64_t> rates[] = {{1, 1}, {2, 1}, {1, 2}, {3, 2}, {3, 4}};
  for (const auto& [numerator, denominator] : rates) {
    const uint64_t top = numerator, bottom = denominator;
    Distribution found;
    walk([=](RandomBits& bits) { return discrete_laplace(bits, top, bottom); }, 0, 0, 20, &found);
    EXPECT_LT(found.undecided, 0.35);
    const double rate = static_cast<double>(top) / static_cast<double>(bottom);
    for (int64_t k = -12; k <= 12; ++k) {
      EXPECT_LE(found.mass[k], laplace(k, rate) + 1e-12) << k << " at " << rate;
      EXPECT_GE(found.mass[k] + found.undecided, laplace(k, rate) - 1e-12) << k << " at " << rate;
      EXPECT_EQ(found.mass[k], found.mass[-k]) << k;
    }
  }
}

TEST(BernoulliExp, HasExactlyTheClaimedProbabilityOverAllPaths) {
  for (const auto& [numerator, denominator] : {std::pair(1, 1), {1, 2}, {2, 3}, {0, 5}, {7, 8}}) {
    const uint64_t top = static_cast<uint64_t>(numerator);
    const uint64_t bottom = static_cast<uint64_t>(denominator);
    Distribution found;
    walk([=](RandomBits& bits) { return bernoulli_exp(bits, top, bottom); }, 0, 0, 18, &found);
    const double wanted = std::exp(-static_cast<double>(top) / static_cast<double>(bottom));
    EXPECT_LT(found.undecided, 0.08);
    EXPECT_LE(found.mass[1], wanted + 1e-12);
    EXPECT_GE(found.mass[1] + found.undecided, wanted - 1e-12);
  }
}

// Pearson's statistic of `draws` draws against the distribution, over bins that are expected at
// least 20 times and one for the rest, as a standard normal number (E. Wilson, M. Hilferty 1931).
double chi_square_z(const std::map<int64_t, uint64_t>& counts, uint64_t draws, double rate) {
  double statistic = 0;
  int bins = 0;
  double probability_left = 1;
  uint64_t count_left = draws;
  const auto add = [&](double probability, uint64_t count) {
    const double wanted = probability * static_cast<double>(draws);
    statistic +=
        (static_cast<double>(count) - wanted) * (static_cast<double>(count) - wanted) / wanted;
    ++bins;
  };
  const auto count_of = [&](int64_t k) {
    const auto found = counts.find(k);
    return found == counts.end() ? 0 : found->second;
  };
  for (int64_t k = 0; laplace(k, rate) * static_cast<double>(draws) >= 20; ++k) {
    for (const int64_t each : {k, -k}) {
      if (each == 0 && k == 0 && bins != 0) continue;
      add(laplace(each, rate), count_of(each));
      probability_left -= laplace(each, rate);
      count_left -= count_of(each);
    }
  }
  if (probability_left * static_cast<double>(draws) >= 5) add(probability_left, count_left);
  const double freedom = bins - 1;
  const double spread = 2 / (9 * freedom);
  return (std::cbrt(statistic / freedom) - (1 - spread)) / std::sqrt(spread);
}

TEST(Noise, PassesChiSquareAtTheRatesOfReports) {
  SeededEntropy entropy(any_seed());
  RandomBits bits(entropy);
  const std::pair<uint64_t, uint64_t> rates[] = {{500, 141'000},  {2000, 141'000}, {500, 255'000},
                                                 {2000, 256'000}, {1, 3},          {2, 1}};
  for (const auto& [numerator, denominator] : rates) {
    constexpr uint64_t kDraws = 300'000;
    std::map<int64_t, uint64_t> counts;
    for (uint64_t i = 0; i < kDraws; ++i) ++counts[discrete_laplace(bits, numerator, denominator)];
    const double rate = static_cast<double>(numerator) / static_cast<double>(denominator);
    const double z = chi_square_z(counts, kDraws, rate);
    std::printf("  rate %llu/%llu: chi-square's z %.2f\n",
                static_cast<unsigned long long>(numerator),
                static_cast<unsigned long long>(denominator), z);
    EXPECT_LT(std::abs(z), 5) << rate;
  }
}

TEST(Noise, AWrongRateFailsTheSameTest) {
  SeededEntropy entropy(any_seed());
  RandomBits bits(entropy);
  std::map<int64_t, uint64_t> counts;
  for (uint64_t i = 0; i < 300'000; ++i) ++counts[discrete_laplace(bits, 500, 141'000)];
  EXPECT_GT(chi_square_z(counts, 300'000, 550.0 / 141'000), 5);
}

TEST(Noise, IsNothingWhenTheEntropyFails) {
  SeededEntropy entropy(1);
  for (uint64_t fills = 0; fills < 3; ++fills) {
    entropy.fills_left = fills;
    RandomBits bits(entropy);
    bool failed = false;
    for (int i = 0; i < 200 && !failed; ++i) {
      const int64_t noise = discrete_laplace(bits, 500, 255'000);
      failed = bits.failed();
      if (failed) {
        EXPECT_EQ(noise, 0);
      }
    }
    EXPECT_TRUE(failed) << "after " << fills;
    EXPECT_EQ(bits.below(1000), 0u);
  }
}

}  // namespace
}  // namespace satchel
