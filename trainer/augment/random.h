#pragma once

#include <cmath>
#include <cstdint>

#include "trainer/augment/settings.h"

namespace satchel {

// SplitMix64 (Steele, Lea, Flood 2014): small, and the same draws everywhere, which the
// distributions of <random> do not promise.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  // Draws that depend on all three and on nothing else.
  Random(std::uint64_t seed, std::uint64_t epoch, std::uint64_t index) : state_(seed) {
    state_ = next() ^ epoch;
    state_ = next() ^ index;
  }

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }

  // [0, 1)
  double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  double between(double low, double high) { return low + (high - low) * uniform(); }
  double between(const Interval& interval) { return between(interval.low, interval.high); }
  // Evenly in the logarithm. REQUIRES: low > 0.
  double log_between(double low, double high) { return low * std::pow(high / low, uniform()); }
  bool happens(double probability) { return uniform() < probability; }
  // [0, count). REQUIRES: count > 0.
  std::uint64_t below(std::uint64_t count) { return next() % count; }
  // Mean 0, variance 1, by Box and Muller's method.
  double normal() {
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    return radius * std::cos(6.283185307179586 * uniform());
  }

 private:
  std::uint64_t state_;
};

}  // namespace satchel
