// The ports that the learning plane wants, for tests and benches.
#pragma once

#include "firmware/agent/seal.h"
#include "firmware/hal/clock.h"
#include "firmware/hal/entropy.h"
#include "firmware/hal/feedback.h"

namespace satchel::fakes {

// SplitMix64 (Steele, Lea, Flood 2014): reproducible, and good enough that a test of the noise
// tests the sampler.
class SeededEntropy final : public Entropy {
 public:
  explicit SeededEntropy(uint64_t seed) : state_(seed) {}

  bool fill(uint8_t* out, size_t size) override {
    if (fills_left == 0) return false;
    --fills_left;
    for (size_t i = 0; i < size; ++i) {
      if (i % 8 == 0) word_ = next();
      out[i] = static_cast<uint8_t>(word_ >> (8 * (i % 8)));
    }
    return true;
  }

  uint64_t fills_left = UINT64_MAX;  // then it fails

 private:
  uint64_t next() {
    uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
  }

  uint64_t state_;
  uint64_t word_ = 0;
};

class SetClock final : public Clock {
 public:
  uint64_t milliseconds() const override { return now; }
  uint64_t now = 0;
};

class SeenSigns final : public Feedback {
 public:
  void show(Sign sign, bool on) override {
    if (sign == Sign::kSending) sending = on;
  }
  void decided(uint32_t, uint8_t) override {}
  bool sending = false;
};

// Seals nothing: a number that no other box has, zeros, then the message as it is.
class OpenBox final : public Sealer {
 public:
  SealStatus seal(const uint8_t*, ByteView message, uint8_t* out) override {
    if (broken) return SealStatus::kNoEntropy;
    ++boxes;
    for (size_t i = 0; i < kBoxSealBytes; ++i)
      out[i] = static_cast<uint8_t>(i < 8 ? boxes >> 8 * i : 0);
    __builtin_memcpy(out + kBoxSealBytes, message.data, message.size);
    return SealStatus::kOk;
  }
  bool broken = false;
  uint64_t boxes = 0;
};

}  // namespace satchel::fakes
