#pragma once

#include "wire/messages/learning_question.h"

namespace satchel {

// One inference as the learning plane counts it.
struct Inference {
  static constexpr int32_t kAbstained = -1;

  int32_t label = kAbstained;  // the one decided on, background included
  uint8_t confidence = 0;      // of the best label, 0 to 255
  uint32_t microseconds = 0;   // from the features to the decision
};

// Mean and deviation of a package's features where it was trained, in 1/256 of a tensor step.
// spec/card.md. A deviation of 0: the card does not say.
struct FeatureStatistics {
  int32_t mean = 0;
  uint32_t deviation = 0;
};

// What is counted of the use since the last report. It is kept in flash as it is.
//
// Nothing in it tells one inference from another, or when it was.
class DayCounters {
 public:
  void count(const Inference& inference);
  // The network's input, as the front end made it.
  void count_features(const int8_t* features, size_t size);

  uint32_t inferences() const { return inferences_; }

  // The true answers to a question, within its range (kAnswerShapes). A day without use has
  // answers, too. Writes shape_of(question).count numbers.
  void answer(LearningQuestion question, const FeatureStatistics& card, int32_t* answers) const;

 private:
  void answer_drift(const FeatureStatistics& card, int32_t* answers) const;
  void answer_latency(int32_t* answers) const;

  uint64_t feature_count_ = 0;
  int64_t feature_sum_ = 0;
  uint64_t feature_squares_ = 0;
  uint32_t inferences_ = 0;
  uint32_t decisions_[1 + kCountedLabels] = {};  // abstained first
  uint32_t confidence_[kConfidenceBins] = {};
  uint16_t latency_[kLatencyBuckets] = {};
};

// The bucket of a duration: half an octave each, spec/telemetry.md.
uint32_t latency_bucket(uint32_t microseconds);

// log2(value) in 1/256, rounded down. REQUIRES: value >= 1.
int32_t log2_256ths(uint64_t value);

}  // namespace satchel
