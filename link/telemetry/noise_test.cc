#include "link/telemetry/noise.h"

#include <gtest/gtest.h>

#include <cmath>

namespace satchel {
namespace {

constexpr LearningQuestion kAll[] = {LearningQuestion::kInferences, LearningQuestion::kDecisions,
                                     LearningQuestion::kConfidence, LearningQuestion::kDrift,
                                     LearningQuestion::kLatency};

double base(LearningQuestion question, std::uint32_t milli_epsilon) {
  return std::exp(-(milli_epsilon / 1000.0) / shape_of(question).sensitivity());
}

TEST(Noise, VarianceIsTheSeriesOfItsDistribution) {
  for (const LearningQuestion question : kAll) {
    for (const std::uint32_t milli_epsilon : {500u, 1000u, 2000u}) {
      const double a = base(question, milli_epsilon);
      double whole = (1 - a) / (1 + a), moment = 0, term = whole;
      const auto enough = static_cast<int>(60 / (1 - a));
      for (int k = 1; k < enough; ++k) {
        term *= a;
        whole += 2 * term;
        moment += 2 * term * k * k;
      }
      EXPECT_NEAR(whole, 1, 1e-9);
      EXPECT_NEAR(noise_variance(question, milli_epsilon) / moment, 1, 1e-8)
          << "question " << static_cast<int>(question) << ", epsilon " << milli_epsilon;
    }
  }
}

TEST(Noise, WidestIsRareAndNoWiderThanItHasToBe) {
  for (const LearningQuestion question : kAll) {
    for (const std::uint32_t milli_epsilon : {1u, 500u, 2000u}) {
      const double a = base(question, milli_epsilon);
      const double t = static_cast<double>(widest_noise(question, milli_epsilon));
      const double log2_tail = 1 + (t + 1) * std::log2(a) - std::log2(1 + a);
      EXPECT_LE(log2_tail, -40);
      EXPECT_GE(log2_tail, -43);
    }
  }
}

}  // namespace
}  // namespace satchel
