#include "core/decide/decide.h"

namespace satchel {

bool DecisionRule::validate(const void* section, size_t length) {
  if (length < sizeof(DecisionHeader) || reinterpret_cast<uintptr_t>(section) % 2 != 0)
    return false;
  const DecisionHeader& h = *static_cast<const DecisionHeader*>(section);
  if (h.version != kDecisionVersion || h.labels == 0 || h.labels > kMaxLabels) return false;
  if (h.hop_ms == 0 || h.hop_ms > kMaxHopMs || h.smoothing == 0 || h.smoothing > kMaxSmoothing)
    return false;
  for (const uint8_t reserved : h.reserved) {
    if (reserved != 0) return false;
  }
  if (length != sizeof(DecisionHeader) + h.labels * sizeof(DecisionLabel)) return false;
  const DecisionRule rule(section);
  for (int i = 0; i < h.labels; ++i) {
    if ((rule.labels_[i].flags & ~kBackground) != 0) return false;
  }
  return true;
}

DecisionRule::DecisionRule(const void* section)
    : header_(static_cast<const DecisionHeader*>(section)),
      labels_(reinterpret_cast<const DecisionLabel*>(header_ + 1)) {}

Decision DecisionRule::decide(const int8_t* output) const {
  Decision decision;
  decision.score = output[0];
  for (int i = 1; i < labels(); ++i) {
    if (output[i] <= decision.score) continue;
    decision.score = output[i];
    decision.best = static_cast<int16_t>(i);
  }
  const int best = decision.best;
  if (!is_background(best) && decision.score >= threshold(best)) decision.label = decision.best;
  return decision;
}

size_t DecisionStream::required_bytes(const DecisionRule& rule) {
  const size_t labels = static_cast<size_t>(rule.labels());
  return labels * (sizeof(int16_t) + static_cast<size_t>(rule.smoothing()));
}

DecisionStream::DecisionStream(const DecisionRule& rule, void* memory)
    : rule_(rule),
      sums_(static_cast<int16_t*>(memory)),
      history_(reinterpret_cast<int8_t*>(sums_ + rule.labels())) {
  reset();
}

void DecisionStream::reset() {
  next_ = seen_ = quiet_ = 0;
  for (int i = 0; i < rule_.labels(); ++i)
    sums_[i] = static_cast<int16_t>(-128 * rule_.smoothing());
  for (int i = 0; i < rule_.labels() * rule_.smoothing(); ++i) history_[i] = -128;
}

Decision DecisionStream::step(const int8_t* output) {
  const int labels = rule_.labels(), smoothing = rule_.smoothing();
  int8_t* oldest = history_ + next_ * labels;
  Decision decision;
  int best_sum = -128 * smoothing - 1;
  for (int i = 0; i < labels; ++i) {
    const int sum = sums_[i] - oldest[i] + output[i];
    sums_[i] = static_cast<int16_t>(sum);
    oldest[i] = output[i];
    if (sum <= best_sum) continue;
    best_sum = sum;
    decision.best = static_cast<int16_t>(i);
  }
  next_ = next_ + 1 == smoothing ? 0 : next_ + 1;
  if (seen_ < smoothing) ++seen_;

  // The mean rounded down, by a division of a number that is not negative.
  decision.score = static_cast<int8_t>((best_sum + 128 * smoothing) / smoothing - 128);
  if (quiet_ > 0) {
    --quiet_;
    return decision;
  }
  const int best = decision.best;
  if (seen_ < smoothing || rule_.is_background(best)) return decision;
  if (decision.score < rule_.threshold(best)) return decision;
  decision.label = decision.best;
  quiet_ = rule_.refractory();
  return decision;
}

}  // namespace satchel
