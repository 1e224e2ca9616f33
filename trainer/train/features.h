#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
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

// For each label the share of examples that it gets, where that does not follow from its clips
// (`_unknown_`, `_silence_`); none for words. The shares' sum is below 1.
using BackgroundShares = std::vector<std::optional<double>>;

// The front end as it is in the package, and variants of it for training that move the frequencies
// as shorter or longer vocal tracts do. All have one shape.
struct FrontEnds {
  std::vector<std::uint8_t> package;
  std::vector<std::vector<std::uint8_t>> variants;  // may be empty
};

// int8 features of the examples that an epoch shows, made by core/dsp on all processors. Every draw
// depends on the seed, the version and the example's place alone, so that a run can be repeated and
// resumed.
class FeatureBank {
 public:
  // All arguments must outlive the bank.
  FeatureBank(std::span<const Example> examples, const Augmenter& augmenter,
              const FrontEnds& front_ends, std::uint64_t seed);

  // Of the examples that are shown, which may be some of them and some more than once.
  std::size_t size() const { return shown_.size(); }
  std::size_t tensor_bytes() const { return tensor_bytes_; }
  int label(std::size_t place) const { return examples_[shown_[place]].label; }
  std::span<const std::int8_t> features(std::size_t place) const;

  // Shows these examples (indices), each augmented by a draw of its place and `version`. `stop` is
  // asked now and then; when it says yes, the rest is left undone and show() returns false.
  bool show(std::uint64_t version, std::vector<std::size_t> shown,
            const std::function<bool()>& stop);

  // Shows all examples as they are, `_silence_` from draws that no training has. For validation.
  void show_plain();

  // The sound of an example as it is shown plainly.
  std::vector<std::int16_t> plain_sound(std::size_t place) const;

 private:
  void make(std::size_t place, std::uint64_t version, bool augmented);
  bool make_all(std::uint64_t version, bool augmented, const std::function<bool()>& stop);

  const std::span<const Example> examples_;
  const Augmenter& augmenter_;
  const FrontEnds& front_ends_;
  const std::uint64_t seed_;
  std::size_t tensor_bytes_ = 0;
  std::vector<std::int8_t> features_;
  std::vector<std::size_t> shown_;
};

}  // namespace satchel
