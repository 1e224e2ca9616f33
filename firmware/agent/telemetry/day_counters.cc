#include "firmware/agent/telemetry/day_counters.h"

namespace satchel {
namespace {

// With so many values no sum below overflows, and a mean does not get better.
constexpr uint64_t kMostFeatures = uint64_t{1} << 31;

int32_t clip(int64_t value, const AnswerShape& shape) {
  return static_cast<int32_t>(value < shape.low    ? shape.low
                              : value > shape.high ? shape.high
                                                   : value);
}

// Rounded to the nearest. REQUIRES: divisor > 0.
int64_t divide(int64_t value, int64_t divisor) {
  return (value + (value < 0 ? -divisor : divisor) / 2) / divisor;
}

// Counts as they are, or all scaled down so that they are at most `together`.
void scale(const uint32_t* counts, const AnswerShape& shape, int32_t* answers) {
  uint64_t sum = 0;
  for (size_t i = 0; i < shape.count; ++i) sum += counts[i];
  for (size_t i = 0; i < shape.count; ++i) {
    const uint64_t scaled =
        sum > shape.together ? counts[i] * uint64_t{shape.together} / sum : counts[i];
    answers[i] = static_cast<int32_t>(scaled);
  }
}

}  // namespace

uint32_t latency_bucket(uint32_t microseconds) {
  if (microseconds == 0) return 0;
  uint32_t octave = 0;
  while (octave < 31 && microseconds >> (octave + 1) != 0) ++octave;
  const bool upper = 2 * uint64_t{microseconds} >= uint64_t{3} << octave;
  const uint32_t bucket = 2 * octave + (upper ? 1 : 0);
  return bucket < kLatencyBuckets ? bucket : kLatencyBuckets - 1;
}

// The fraction bit by bit: squaring doubles a logarithm.
int32_t log2_256ths(uint64_t value) {
  uint32_t whole = 0;
  while (whole < 63 && value >> (whole + 1) != 0) ++whole;
  uint64_t mantissa = whole > 31 ? value >> (whole - 31) : value << (31 - whole);  // 1 is 2^31
  uint32_t fraction = 0;
  for (int bit = 0; bit < 8; ++bit) {
    mantissa = mantissa * mantissa >> 31;
    const bool doubled = mantissa >> 32 != 0;
    fraction = fraction << 1 | (doubled ? 1u : 0u);
    if (doubled) mantissa >>= 1;
  }
  return static_cast<int32_t>(whole << 8 | fraction);
}

void DayCounters::count(const Inference& inference) {
  if (inferences_ == UINT32_MAX) return;
  ++inferences_;
  uint32_t place = 0;
  if (inference.label >= 0) {
    const uint32_t label = static_cast<uint32_t>(inference.label);
    place = 1 + (label < kCountedLabels ? label : kCountedLabels - 1);
  }
  ++decisions_[place];
  ++confidence_[inference.confidence * kConfidenceBins / 256];
  uint16_t& bucket = latency_[latency_bucket(inference.microseconds)];
  if (bucket == UINT16_MAX) {  // halve all of them: percentiles stay
    for (uint16_t& each : latency_) each = static_cast<uint16_t>(each / 2);
  }
  ++bucket;
}

void DayCounters::count_features(const int8_t* features, size_t size) {
  if (feature_count_ + size > kMostFeatures) return;
  int64_t sum = 0;
  uint64_t squares = 0;
  for (size_t i = 0; i < size; ++i) {
    sum += features[i];
    squares += static_cast<uint64_t>(int32_t{features[i]} * features[i]);
  }
  feature_count_ += size;
  feature_sum_ += sum;
  feature_squares_ += squares;
}

void DayCounters::answer(LearningQuestion question, const FeatureStatistics& card,
                         int32_t* answers) const {
  const AnswerShape& shape = shape_of(question);
  switch (question) {
    case LearningQuestion::kInferences:
      answers[0] = clip((int64_t{inferences_} + kInferencesAStep / 2) / kInferencesAStep, shape);
      return;
    case LearningQuestion::kDecisions:
      return scale(decisions_, shape, answers);
    case LearningQuestion::kConfidence:
      return scale(confidence_, shape, answers);
    case LearningQuestion::kDrift:
      return answer_drift(card, answers);
    case LearningQuestion::kLatency:
      return answer_latency(answers);
  }
}

void DayCounters::answer_drift(const FeatureStatistics& card, int32_t* answers) const {
  const AnswerShape& shape = shape_of(LearningQuestion::kDrift);
  answers[0] = answers[1] = 0;
  if (feature_count_ == 0 || card.deviation == 0) return;
  const int64_t count = static_cast<int64_t>(feature_count_);
  const int64_t mean = divide(feature_sum_ * 256, count);
  answers[0] = clip(divide((mean - card.mean) * kDriftSteps, card.deviation), shape);
  const int64_t power = static_cast<int64_t>((feature_squares_ << 16) / feature_count_);
  const int64_t variance = power - mean * mean;  // in 1/65536, as the card's deviation squared
  const uint64_t wanted = uint64_t{card.deviation} * card.deviation;
  // log2 of the deviations' ratio is half of that of the variances.
  const int64_t spread = variance <= 0
                             ? INT32_MIN
                             : log2_256ths(static_cast<uint64_t>(variance)) - log2_256ths(wanted);
  answers[1] = clip(divide(spread * kDriftSteps, 2 * 256), shape);
}

void DayCounters::answer_latency(int32_t* answers) const {
  static constexpr uint32_t kPercentiles[] = {50, 90, 99};
  uint32_t all = 0;
  for (const uint16_t each : latency_) all += each;
  for (size_t i = 0; i < 3; ++i) {
    const uint64_t rank = (uint64_t{all} * kPercentiles[i] + 99) / 100;
    uint64_t passed = 0;
    int32_t bucket = 0;
    for (size_t b = 0; b < kLatencyBuckets && passed < rank; ++b) {
      passed += latency_[b];
      bucket = static_cast<int32_t>(b);
    }
    answers[i] = bucket;
  }
}

}  // namespace satchel
