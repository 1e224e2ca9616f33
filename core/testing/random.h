// Reproducible numbers for property tests: xorshift32.
#pragma once

#include <stdint.h>

namespace satchel {

class Random {
 public:
  // Any seed will do; a failing test prints its own (Checks::set_seed).
  explicit Random(uint32_t seed) : state_(seed * 2654435761u + 1u) {
    if (state_ == 0) state_ = 1;
  }

  uint32_t bits() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return state_;
  }
  // low..high, both included.
  int32_t between(int32_t low, int32_t high) {
    const uint32_t span = static_cast<uint32_t>(high) - static_cast<uint32_t>(low) + 1;
    return static_cast<int32_t>(static_cast<uint32_t>(low) + (span == 0 ? bits() : bits() % span));
  }
  bool one_in(uint32_t n) { return bits() % n == 0; }
  // Full range, with the extremes more often than by chance: they are where saturation lives.
  int8_t int8() {
    const uint32_t kind = bits() % 8;
    if (kind == 0) return -128;
    if (kind == 1) return 127;
    return static_cast<int8_t>(between(-128, 127));
  }
  void fill(int8_t* data, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) data[i] = int8();
  }

 private:
  uint32_t state_;
};

}  // namespace satchel
