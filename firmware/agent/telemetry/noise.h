#pragma once

#include "firmware/hal/entropy.h"

namespace satchel {

// Bits from the entropy port, one after the other. When the port fails all that follows are zeros
// and failed() stays true: whoever used one of them has to ask.
class RandomBits {
 public:
  explicit RandomBits(Entropy& entropy) : entropy_(&entropy) {}

  bool failed() const { return failed_; }
  // Bits that were fetched and not used yet.
  uint32_t unused() const { return left_; }
  bool coin() { return take(1) != 0; }
  // Uniform in 0 .. n - 1. REQUIRES: n >= 1. 0 after a failure.
  uint64_t below(uint64_t n);

 private:
  uint64_t take(uint32_t bits);

  Entropy* entropy_;
  uint8_t buffer_[16] = {};
  uint32_t left_ = 0;  // bits in buffer_
  bool failed_ = false;
};

// True with probability exp(-numerator / denominator), exactly. REQUIRES: numerator <= denominator,
// 1 <= denominator <= 2^32.
bool bernoulli_exp(RandomBits& bits, uint64_t numerator, uint64_t denominator);

// k with probability proportional to exp(-|k| · numerator / denominator), exactly: the discrete
// Laplace distribution, with no number that is not an integer on the way. Algorithms 1 and 2 of
// C. Canonne, G. Kamath, T. Steinke, "The Discrete Gaussian for Differential Privacy" (2020).
// REQUIRES: both 1 .. 2^32. 0 after a failure, which `bits` tells.
int64_t discrete_laplace(RandomBits& bits, uint64_t numerator, uint64_t denominator);

}  // namespace satchel
