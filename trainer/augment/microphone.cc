#include <algorithm>
#include <cmath>

#include "trainer/augment/effects.h"

namespace satchel {
namespace {

constexpr double kPi = 3.141592653589793;
constexpr double kRate = 16000;

// A second-order section, coefficients after R. Bristow-Johnson's "Cookbook formulae for audio EQ
// biquad filter coefficients".
struct Biquad {
  float b0, b1, b2, a1, a2;
};

Biquad normalised(double b0, double b1, double b2, double a0, double a1, double a2) {
  return {static_cast<float>(b0 / a0), static_cast<float>(b1 / a0), static_cast<float>(b2 / a0),
          static_cast<float>(a1 / a0), static_cast<float>(a2 / a0)};
}

Biquad high_pass(double hertz, double q) {
  const double w = 2 * kPi * hertz / kRate, c = std::cos(w), alpha = std::sin(w) / (2 * q);
  return normalised((1 + c) / 2, -(1 + c), (1 + c) / 2, 1 + alpha, -2 * c, 1 - alpha);
}

Biquad low_pass(double hertz, double q) {
  const double w = 2 * kPi * hertz / kRate, c = std::cos(w), alpha = std::sin(w) / (2 * q);
  return normalised((1 - c) / 2, 1 - c, (1 - c) / 2, 1 + alpha, -2 * c, 1 - alpha);
}

Biquad peak(double hertz, double q, double decibels) {
  const double a = std::pow(10, decibels / 40);
  const double w = 2 * kPi * hertz / kRate, c = std::cos(w), alpha = std::sin(w) / (2 * q);
  return normalised(1 + alpha * a, -2 * c, 1 - alpha * a, 1 + alpha / a, -2 * c, 1 - alpha / a);
}

// Transposed direct form II.
void filter(const Biquad& f, std::span<float> samples) {
  float s1 = 0, s2 = 0;
  for (float& sample : samples) {
    const float in = sample;
    const float out = f.b0 * in + s1;
    s1 = f.b1 * in - f.a1 * out + s2;
    s2 = f.b2 * in - f.a2 * out;
    sample = out;
  }
}

// First order: y[n] = x[n] - amount * x[n-1], with the loudness kept.
void tilt(double amount, std::span<float> samples) {
  const auto a = static_cast<float>(amount);
  const auto gain = static_cast<float>(1 / std::sqrt(1 + amount * amount));
  float before = 0;
  for (float& sample : samples) {
    const float now = sample;
    sample = gain * (now - a * before);
    before = now;
  }
}

// x / (1 + |x| / limit), which needs no tables and bends gently.
void soft_clip(double limit, std::span<float> samples) {
  const auto inverse = static_cast<float>(1 / limit);
  for (float& sample : samples) sample /= 1 + std::abs(sample) * inverse;
}

}  // namespace

void through_microphone(std::span<float> samples, Random& random) {
  if (random.happens(0.5)) filter(high_pass(random.log_between(40, 400), 0.7), samples);
  if (random.happens(0.4)) filter(low_pass(random.log_between(3000, 7500), 0.7), samples);
  if (random.happens(0.6)) {
    filter(peak(random.log_between(200, 6000), random.between(0.5, 2), random.between(-9, 9)),
           samples);
  }
  if (random.happens(0.5)) tilt(random.between(-0.7, 0.8), samples);
  if (random.happens(0.25)) {
    float loudest = 1;
    for (const float sample : samples) loudest = std::max(loudest, std::abs(sample));
    soft_clip(loudest * random.between(0.5, 3), samples);
  }
}

}  // namespace satchel
