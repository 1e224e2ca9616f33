#include "firmware/agent/sampler/picker.h"

namespace satchel {

Margin margin_of(const int8_t* scores, uint32_t labels) {
  int32_t first = scores[0], second = -129;
  uint32_t best = 0;
  for (uint32_t i = 1; i < labels; ++i) {
    if (scores[i] > first) {
      second = first;
      first = scores[i];
      best = i;
    } else if (scores[i] > second) {
      second = scores[i];
    }
  }
  return {best, labels > 1 ? static_cast<uint32_t>(first - second) : 255u};
}

Picker::Verdict Picker::judge(const int8_t* scores, uint32_t labels,
                              const EmbeddingSketch& sketch) {
  const int32_t margin = static_cast<int32_t>(margin_of(scores, labels).margin);
  if (margin * 256 >= bound_) {
    if (bound_ < kHighestBound * 256) bound_ += kStep;
    return Verdict::kSure;
  }
  bound_ -= kStep * (kOneOf - 1);
  for (uint32_t i = 0; i < count_; ++i) {
    if (different_bits(kept_[i], sketch) < kAlikeBits) return Verdict::kAlike;
  }
  return Verdict::kPicked;
}

void Picker::kept(const EmbeddingSketch& sketch) {
  kept_[next_] = sketch;
  next_ = (next_ + 1) % kMaxSamples;
  if (count_ < kMaxSamples) ++count_;
}

}  // namespace satchel
