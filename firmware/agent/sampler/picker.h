#pragma once

#include "firmware/agent/sampler/embedding.h"
#include "firmware/agent/store/record_key.h"

namespace satchel {

// The highest score and the one after it. Scores are int8 softmax values.
struct Margin {
  uint32_t best;    // the output with the highest score, the first of equals
  uint32_t margin;  // to the next one, 0 to 255 of 256; 255 when there is no other
};
Margin margin_of(const int8_t* scores, uint32_t labels);

// Picks the decisions that a human should look at, out of a stream whose length nobody knows: those
// whose margin ("margin sampling", B. Settles, "Active learning literature survey", 2009) is below
// a bound that follows the stream so that one in kOneOf passes, and whose embedding does not point
// where one points that was kept lately. A bound of the stream's own suits any model: a weak one is
// uncertain all the time.
class Picker {
 public:
  static constexpr int32_t kOneOf = 64;
  static constexpr int32_t kHighestBound = 128;  // surer than one half apart: never
  static constexpr uint32_t kAlikeBits = 20;     // 28 degrees

  enum class Verdict : uint8_t { kSure, kAlike, kPicked };

  Verdict judge(const int8_t* scores, uint32_t labels, const EmbeddingSketch& sketch);
  // The last one picked was kept.
  void kept(const EmbeddingSketch& sketch);

 private:
  // The bound moves by kStep / 256 up for each that does not pass and kOneOf - 1 times that down
  // for each that does: it rests where one in kOneOf passes.
  static constexpr int32_t kStep = 8;

  int32_t bound_ = 48 * 256;  // 256ths; below 0 for a while after one passed
  uint32_t count_ = 0;
  uint32_t next_ = 0;
  EmbeddingSketch kept_[kMaxSamples];
};

}  // namespace satchel
