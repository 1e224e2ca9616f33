#include "link/telemetry/noise.h"

#include <cmath>

namespace satchel {
namespace {

double rate(LearningQuestion question, std::uint32_t milli_epsilon) {
  return milli_epsilon / 1000.0 / shape_of(question).sensitivity();
}

}  // namespace

double noise_variance(LearningQuestion question, std::uint32_t milli_epsilon) {
  // 2 a / (1 - a)^2; expm1 keeps the digits of 1 - a, which is small.
  const double left = -std::expm1(-rate(question, milli_epsilon));
  return 2 * (1 - left) / (left * left);
}

std::int64_t widest_noise(LearningQuestion question, std::uint32_t milli_epsilon) {
  // P(|k| > t) = 2 a^(t + 1) / (1 + a) < 2 a^t, which is 2^-40 for t = 41 ln 2 / rate.
  return static_cast<std::int64_t>(std::ceil(41 * std::log(2.0) / rate(question, milli_epsilon)));
}

}  // namespace satchel
