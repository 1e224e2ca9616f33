#include "firmware/agent/telemetry/noise.h"

namespace satchel {

uint64_t RandomBits::take(uint32_t bits) {
  uint64_t value = 0;
  while (bits-- != 0) {
    if (left_ == 0 && !failed_) {
      failed_ = !entropy_->fill(buffer_, sizeof(buffer_));
      left_ = 8 * sizeof(buffer_);
    }
    if (failed_) return 0;
    --left_;
    value = value << 1 | (buffer_[left_ / 8] >> (left_ % 8) & 1u);
  }
  return value;
}

uint64_t RandomBits::below(uint64_t n) {
  uint32_t bits = 0;
  while (bits < 64 && (n - 1) >> bits != 0) ++bits;
  uint64_t value = take(bits);
  while (value >= n) value = take(bits);
  return value;
}

// exp(-g) = 1 - g + g²/2! - ...: how long a run of successes with chances g, g/2, g/3, ... lasts is
// even as often as that.
bool bernoulli_exp(RandomBits& bits, uint64_t numerator, uint64_t denominator) {
  uint64_t round = 1;
  while (bits.below(denominator * round) < numerator && !bits.failed()) ++round;
  return round % 2 == 1;
}

int64_t discrete_laplace(RandomBits& bits, uint64_t numerator, uint64_t denominator) {
  while (!bits.failed()) {
    const uint64_t rest = bits.below(denominator);
    if (!bernoulli_exp(bits, rest, denominator)) continue;
    uint64_t whole = 0;
    while (bernoulli_exp(bits, 1, 1) && !bits.failed()) ++whole;
    const uint64_t magnitude = (rest + denominator * whole) / numerator;
    const bool negative = bits.coin();
    if (negative && magnitude == 0) continue;  // else 0 would come twice as often
    const int64_t value = static_cast<int64_t>(magnitude);
    if (!bits.failed()) return negative ? -value : value;
  }
  return 0;
}

}  // namespace satchel
