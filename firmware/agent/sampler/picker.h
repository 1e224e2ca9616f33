#pragma once

#include "core/decide/decide.h"
#include "firmware/agent/sampler/embedding.h"
#include "firmware/agent/store/record_key.h"

namespace satchel {

// The highest score and the one after it. Scores are int8 softmax values.
struct Margin {
  uint32_t best;    // the output with the highest score, the first of equals
  uint32_t margin;  // to the next one, 0 to 255 of 256; 255 when there is no other
};
Margin margin_of(const int8_t* scores, uint32_t labels);
// The margin between the lesson's own answers alone, without the rule's background: near 0, too,
// when the network is sure that it was none of them. A missing second one has probability 0. False
// when there is no background, or nothing else: then it says no more than margin_of().
bool margin_of_answers(const int8_t* scores, const DecisionRule& rule, uint32_t* margin);

// A bound on margins that follows the stream so that one in `one_of` passes. A bound of the
// stream's own suits any model: a weak one is uncertain all the time.
class MarginBound {
 public:
  static constexpr int32_t kHighest = 128;  // surer than one half apart: never

  bool passes(uint32_t margin, int32_t one_of);

 private:
  // The bound moves by kStep / 256 up for each that does not pass and one_of - 1 times that down
  // for each that does: it rests where one in one_of passes.
  static constexpr int32_t kStep = 8;
  // Low, so that a first day's budget does not go to its first small doubts.
  static constexpr int32_t kFirst = 16;

  int32_t bound_ = kFirst * 256;  // 256ths; below 0 for a while after one passed
};

// Picks the decisions that a human should look at, out of a stream whose length nobody knows: those
// whose margin is small ("margin sampling", B. Settles, "Active learning literature survey", 2009)
// and whose embedding does not point where one points that was kept lately. Half of them are
// uncertain between any two labels; the other half between the lesson's own answers, which is how
// words look that the lesson does not know: networks are sure of their _unknown_.
class Picker {
 public:
  static constexpr int32_t kOneOf = 64;       // at most passes
  static constexpr uint32_t kAlikeBits = 20;  // 28 degrees

  enum class Verdict : uint8_t { kSure, kAlike, kPicked };

  // Without a rule no label is background.
  Verdict judge(const int8_t* scores, uint32_t labels, const DecisionRule* rule,
                const EmbeddingSketch& sketch);
  // The last one picked was kept.
  void kept(const EmbeddingSketch& sketch);

 private:
  bool uncertain(const int8_t* scores, uint32_t labels, const DecisionRule* rule);

  MarginBound labels_;
  MarginBound answers_;
  uint32_t count_ = 0;
  uint32_t next_ = 0;
  EmbeddingSketch kept_[kMaxSamples];
};

}  // namespace satchel
