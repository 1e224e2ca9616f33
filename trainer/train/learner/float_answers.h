#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "trainer/evaluate/evaluate.h"
#include "trainer/train/parameters.h"
#include "trainer/train/quantise.h"
#include "trainer/zoo/network.h"

namespace satchel {

// A network before its numbers were rounded, and the front end that it hears through.
struct FloatModel {
  const Network& network;
  const NetworkState& state;  // folded
  const std::vector<std::uint8_t>& front_end;
  Quantisation input;  // of the features
};

// What the model answers to the clips in floating point: the figure that the package's is compared
// with. The features are core's.
std::vector<TestAnswer> run_float(const FloatModel& model, std::span<const TestClip> clips,
                                  int threads);

}  // namespace satchel
