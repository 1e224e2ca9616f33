#include "trainer/train/optimiser.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace satchel {
namespace {

constexpr double kMeanDecay = 0.9;
constexpr double kVarianceDecay = 0.99;
constexpr double kEpsilon = 1e-8;

}  // namespace

void adam_step(const AdamSettings& settings, std::span<const float> gradients,
               std::span<const float> decays, std::span<float> parameters, AdamState& state) {
  state.mean.resize(parameters.size());
  state.variance.resize(parameters.size());
  ++state.steps;
  const auto steps = static_cast<double>(state.steps);
  const double mean_share = 1 - std::pow(kMeanDecay, steps);
  const double variance_share = 1 - std::pow(kVarianceDecay, steps);
  const auto rate = static_cast<float>(settings.learning_rate / mean_share);
  const auto variance_scale = static_cast<float>(1 / variance_share);
  const auto decay = static_cast<float>(settings.learning_rate * settings.weight_decay);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const float gradient = gradients[i];
    float& mean = state.mean[i];
    float& variance = state.variance[i];
    mean += static_cast<float>(1 - kMeanDecay) * (gradient - mean);
    variance += static_cast<float>(1 - kVarianceDecay) * (gradient * gradient - variance);
    const float deviation = std::sqrt(variance * variance_scale) + static_cast<float>(kEpsilon);
    parameters[i] -= rate * mean / deviation + decay * decays[i] * parameters[i];
  }
}

void clip_gradients(std::span<float> gradients, double limit) {
  double sum = 0;
  for (const float gradient : gradients) sum += static_cast<double>(gradient) * gradient;
  const double norm = std::sqrt(sum);
  if (norm <= limit) return;
  const auto factor = static_cast<float>(limit / norm);
  for (float& gradient : gradients) gradient *= factor;
}

double scheduled_rate(double peak, std::size_t step, std::size_t steps, std::size_t warm_up,
                      double final_share) {
  if (step < warm_up) {
    return peak * static_cast<double>(step + 1) / static_cast<double>(warm_up);
  }
  const double progress =
      static_cast<double>(step - warm_up) /
      static_cast<double>(std::max<std::size_t>(steps > warm_up ? steps - warm_up : 1, 1));
  const double cosine = 0.5 * (1 + std::cos(std::numbers::pi * std::min(progress, 1.0)));
  return peak * (final_share + (1 - final_share) * cosine);
}

void move_average(std::span<float> average, std::span<const float> value, double decay,
                  std::size_t step) {
  const auto seen = static_cast<double>(step);
  const auto share = static_cast<float>(1 - std::min(decay, (1 + seen) / (10 + seen)));
  for (std::size_t i = 0; i < average.size(); ++i) average[i] += share * (value[i] - average[i]);
}

}  // namespace satchel
