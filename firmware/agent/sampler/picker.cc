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

bool margin_of_answers(const int8_t* scores, const DecisionRule& rule, uint32_t* margin) {
  int32_t first = -128, second = -128;
  int answers = 0;
  for (int i = 0; i < rule.labels(); ++i) {
    if (rule.is_background(i)) continue;
    ++answers;
    if (scores[i] > first) {
      second = first;
      first = scores[i];
    } else if (scores[i] > second) {
      second = scores[i];
    }
  }
  *margin = static_cast<uint32_t>(first - second);
  return answers > 0 && answers < rule.labels();
}

bool MarginBound::passes(uint32_t margin, int32_t one_of) {
  if (static_cast<int32_t>(margin) * 256 >= bound_) {
    if (bound_ < kHighest * 256) bound_ += kStep;
    return false;
  }
  bound_ -= kStep * (one_of - 1);
  return true;
}

// Both bounds see every decision.
bool Picker::uncertain(const int8_t* scores, uint32_t labels, const DecisionRule* rule) {
  const uint32_t margin = margin_of(scores, labels).margin;
  uint32_t of_answers = 0;
  if (rule == nullptr || !margin_of_answers(scores, *rule, &of_answers)) {
    return labels_.passes(margin, kOneOf);
  }
  const bool between_labels = labels_.passes(margin, 2 * kOneOf);
  const bool between_answers = answers_.passes(of_answers, 2 * kOneOf);
  return between_labels || between_answers;
}

Picker::Verdict Picker::judge(const int8_t* scores, uint32_t labels, const DecisionRule* rule,
                              const EmbeddingSketch& sketch) {
  if (!uncertain(scores, labels, rule)) return Verdict::kSure;
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
