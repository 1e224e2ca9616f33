#pragma once

#include <cstdint>

namespace satchel {

// The int8 scheme of TensorFlow Lite: real = scale * (value - zero_point).

// Weights are symmetric: -127 .. 127, zero point 0.
inline constexpr int kWeightLimit = 127;
// Smaller weights count as this in their channel's scale, so that no scale is zero.
inline constexpr float kSmallestWeight = 1e-6f;

// The range of real values that a layer's int8 output covers.
struct ActivationRange {
  float low = 0;
  float high = 0;
};

struct Quantisation {
  float scale = 1;
  std::int32_t zero_point = 0;
};

// The scale of weights whose largest magnitude is `largest`.
float weight_scale(float largest);

// Covers the range, widened to hold zero, with 256 steps; zero is exactly a step.
Quantisation activation_quantisation(ActivationRange range);

// To the nearest, ties to even, as the fake quantisation in training rounds.
std::int8_t quantise_weight(float weight, float scale);
std::int32_t quantise_bias(float bias, double scale);

}  // namespace satchel
