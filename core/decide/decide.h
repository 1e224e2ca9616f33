#pragma once

#include <stddef.h>
#include <stdint.h>

namespace satchel {

// The decision rule of a package: from the network's int8 output to "this label was heard", or
// nothing. Integers only. spec/decision.md is normative.
//
// The section: a DecisionHeader, then `labels` records. Outputs are int8 softmax values (scale
// 1/256, zero point -128): a score of -128 is probability 0, 127 is 255/256.

struct DecisionHeader {
  uint16_t version;     // kDecisionVersion
  uint16_t labels;      // 1 .. kMaxLabels, as many as the network has outputs
  uint16_t hop_ms;      // from one window to the next in a stream, 1 .. kMaxHopMs
  uint16_t refractory;  // windows after a hit in which nothing fires
  uint8_t smoothing;    // a stream's scores are the mean of this many windows, 1 .. kMaxSmoothing
  uint8_t reserved[7];  // zeros
};
static_assert(sizeof(DecisionHeader) == 16, "the header is part of the format");

struct DecisionLabel {
  int8_t threshold;  // the least score that fires
  uint8_t flags;     // kBackground or 0
};
static_assert(sizeof(DecisionLabel) == 2, "the record is part of the format");

inline constexpr uint16_t kDecisionVersion = 1;
inline constexpr int kMaxLabels = 256;
inline constexpr int kMaxHopMs = 20000;
inline constexpr int kMaxSmoothing = 32;
inline constexpr uint8_t kBackground = 1;  // never fires: _silence_, _unknown_

struct Decision {
  static constexpr int16_t kNone = -1;

  int16_t label = kNone;  // the label that fired, or kNone
  int16_t best = 0;       // the label with the highest score (the first of equals)
  int8_t score = -128;    // its score; the probability is (score + 128) / 256
  bool fired() const { return label != kNone; }
};

// A view of the section, which must outlive it.
class DecisionRule {
 public:
  // Whether the section is whole and means something. Once, before the constructor.
  static bool validate(const void* section, size_t length);

  // An empty rule, to be assigned to.
  DecisionRule() = default;
  // REQUIRES: validate(section, ...) said yes.
  explicit DecisionRule(const void* section);

  int labels() const { return header_->labels; }
  int hop_ms() const { return header_->hop_ms; }
  int smoothing() const { return header_->smoothing; }
  int refractory() const { return header_->refractory; }
  bool is_background(int label) const { return (labels_[label].flags & kBackground) != 0; }
  int8_t threshold(int label) const { return labels_[label].threshold; }

  // One clip by itself: the best label, if it is no background and reaches its threshold.
  // output[0 .. labels()).
  Decision decide(const int8_t* output) const;

 private:
  const DecisionHeader* header_ = nullptr;
  const DecisionLabel* labels_ = nullptr;
};

// The rule over the windows of a stream. The memory is the caller's; the rule must outlive it.
class DecisionStream {
 public:
  static size_t required_bytes(const DecisionRule& rule);

  // An empty stream, to be assigned to.
  DecisionStream() = default;
  // `memory`: required_bytes(rule) bytes, 2-byte aligned, which the stream uses as long as it
  // lives.
  DecisionStream(const DecisionRule& rule, void* memory);

  // Forgets what was heard.
  void reset();

  // The next window's output[0 .. labels()). Until `smoothing` windows were seen nothing fires and
  // missing windows count as probability 0.
  Decision step(const int8_t* output);

 private:
  DecisionRule rule_;
  int16_t* sums_ = nullptr;    // a label: the sum of the history
  int8_t* history_ = nullptr;  // [smoothing][labels]
  int next_ = 0;               // where the next window goes
  int seen_ = 0;               // windows in the history
  int quiet_ = 0;              // windows left in which nothing fires
};

}  // namespace satchel
