#pragma once

#include <stddef.h>
#include <stdint.h>

// What a service may learn of a day's use, and within which ranges. Kit and service share the
// table: the kit clips to it and derives its noise from it, the service its error.
// docs/design/privacy.md argues.
namespace satchel {

// A day's report answers one of them. The numbers travel (spec/telemetry.md).
enum class LearningQuestion : uint8_t {
  kInferences = 1,  // how many
  kDecisions = 2,   // abstained, then a count for each of the first labels
  kConfidence = 3,  // histogram of the scores
  kDrift = 4,       // of the features' mean and spread against the card
  kLatency = 5,     // median, 90th and 99th percentile
};
inline constexpr size_t kLearningQuestions = 5;

inline constexpr size_t kMostAnswers = 17;
// Labels with a count of their own; the last one also counts all labels behind it.
inline constexpr size_t kCountedLabels = 16;
inline constexpr size_t kConfidenceBins = 8;  // a bin: 32 of 256 steps

// inferences: in steps of so many
inline constexpr uint32_t kInferencesAStep = 256;
// drift: in 1/16 of the card's deviation (mean), in 1/16 of a doubling (spread)
inline constexpr int32_t kDriftSteps = 16;
// latency: half an octave a bucket, spec/telemetry.md
inline constexpr size_t kLatencyBuckets = 48;

// The true answers' ranges. `together` != 0: none is below `low` = 0 and their sum is at most
// `together`; else each is within low .. high by itself.
struct AnswerShape {
  uint8_t count;
  int16_t low;
  int16_t high;
  uint16_t together;

  // By how much two days' answers can differ, summed over the answers (the L1 diameter): all of a
  // shared histogram may move elsewhere, every single answer from one end to the other.
  constexpr uint32_t sensitivity() const {
    return together != 0 ? 2u * together : count * static_cast<uint32_t>(high - low);
  }
};

inline constexpr uint16_t kMostCounted = 1024;
inline constexpr AnswerShape kAnswerShapes[kLearningQuestions] = {
    {1, 0, 255, 0},
    {1 + kCountedLabels, 0, kMostCounted, kMostCounted},
    {kConfidenceBins, 0, kMostCounted, kMostCounted},
    {2, -64, 64, 0},
    {3, 0, kLatencyBuckets - 1, 0},
};

constexpr bool is_question(uint64_t number) {
  return number >= 1 && number <= kLearningQuestions;
}
constexpr const AnswerShape& shape_of(LearningQuestion question) {
  return kAnswerShapes[static_cast<size_t>(question) - 1];
}

}  // namespace satchel
