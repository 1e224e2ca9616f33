#include "compiler/passes/quantise.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"

namespace satchel {
namespace {

TEST(QuantiseMultiplier, IsTheNearestFixedPointNumber) {
  for (const double real : {0.5, 0.75, 1.0, 0.001234, 3.999, 1e-7, 1000.25}) {
    const Rescale scaled = quantise_multiplier(real);
    EXPECT_GE(scaled.multiplier, 1 << 30);
    EXPECT_NEAR(std::ldexp(double{1} * scaled.multiplier, scaled.shift - 31), real, real * 0x1p-31);
  }
}

TEST(QuantiseMultiplier, RoundingUpToOneMovesTheShift) {
  const Rescale scaled = quantise_multiplier(1.0 - 0x1p-40);
  EXPECT_EQ(scaled.multiplier, 1 << 30);
  EXPECT_EQ(scaled.shift, 1);
}

TEST(QuantiseMultiplier, WhatMovesNothingIsZero) {
  EXPECT_EQ(quantise_multiplier(0).multiplier, 0);
  EXPECT_EQ(quantise_multiplier(0x1p-33).multiplier, 0);
  EXPECT_EQ(quantise_multiplier(0x1p-33).shift, 0);
  EXPECT_EQ(quantise_multiplier(0x1p-32).shift, -31);
}

TEST(QuantiseMultiplier, RefusesWhatNoShiftHolds) {
  EXPECT_EQ(quantise_multiplier(0x1p29).shift, 30);
  EXPECT_THROW(quantise_multiplier(0x1p30), Error);
}

TEST(ActivationBounds, AreRoundedInTheOutputsScale) {
  const ActivationBounds relu6 = activation_bounds(Activation::kRelu6, 0.05f, -20);
  EXPECT_EQ(relu6.low, -20);
  EXPECT_EQ(relu6.high, 100);
  const ActivationBounds symmetric = activation_bounds(Activation::kReluN1To1, 0.25f, 3);
  EXPECT_EQ(symmetric.low, -1);
  EXPECT_EQ(symmetric.high, 7);
  const ActivationBounds none = activation_bounds(Activation::kNone, 0.05f, -20);
  EXPECT_EQ(none.low, -128);
  EXPECT_EQ(none.high, 127);
}

TEST(ActivationBounds, StayInInt8WhateverTheScale) {
  const ActivationBounds tiny = activation_bounds(Activation::kRelu6, 1e-38f, 127);
  EXPECT_EQ(tiny.low, 127);
  EXPECT_EQ(tiny.high, 127);
  const ActivationBounds huge = activation_bounds(Activation::kRelu6, 1e30f, -128);
  EXPECT_EQ(huge.low, -128);
  EXPECT_EQ(huge.high, -128);
}

}  // namespace
}  // namespace satchel
