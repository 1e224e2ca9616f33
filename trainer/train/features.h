#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/dsp/frontend.h"
#include "trainer/augment/augment.h"
#include "trainer/data/corpus.h"

namespace satchel {

// One training or validation example before its features are made.
struct Example {
  const Clip* clip = nullptr;  // nullptr: `_silence_`, made of noise
  int label = 0;
};

// The front end as it is in the package, and variants of it for training that move the frequencies
// as shorter or longer vocal tracts do. All have one shape.
struct FrontEnds {
  std::vector<std::uint8_t> package;
  std::vector<std::vector<std::uint8_t>> variants;  // may be empty
};

// int8 features of a list of examples, made by core/dsp on all processors. Every draw depends on
// the seed, the example and its version alone, so that a run can be repeated and resumed.
class FeatureBank {
 public:
  // All arguments must outlive the bank.
  FeatureBank(std::span<const Example> examples, const Augmenter& augmenter,
              const FrontEnds& front_ends, std::uint64_t seed);

  std::size_t size() const { return examples_.size(); }
  std::size_t tensor_bytes() const { return tensor_bytes_; }
  int label(std::size_t index) const { return examples_[index].label; }
  std::span<const std::int8_t> features(std::size_t index) const;

  // Before epoch `epoch` (from 0): augments again every example whose turn it is, one in `period`
  // (all of them when they have no features yet, with the draw they would have had). `stop` is
  // asked now and then; when it says yes, the rest is left undone and refresh() returns false.
  bool refresh(std::uint64_t epoch, int period, const std::function<bool()>& stop);

  // Clips as they are, `_silence_` from draws that no training epoch has. For validation.
  void make_plain();

 private:
  void make(std::size_t index, std::uint64_t version, bool augmented);
  bool for_each(const std::vector<std::size_t>& indices, const std::function<bool()>& stop,
                const std::function<void(std::size_t)>& work) const;

  const std::span<const Example> examples_;
  const Augmenter& augmenter_;
  const FrontEnds& front_ends_;
  const std::uint64_t seed_;
  std::size_t tensor_bytes_ = 0;
  std::vector<std::int8_t> features_;
  std::vector<std::int64_t> versions_;  // -1: none yet
};

}  // namespace satchel
