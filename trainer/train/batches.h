#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "trainer/train/features.h"
#include "trainer/train/quantise.h"
#include "trainer/train/settings.h"

namespace satchel {

// What the network is shown in an epoch, and in which order.
class EpochSampler {
 public:
  // `background` says for each label what share of an epoch it gets, whatever number of examples it
  // has; none for words, whose examples are all shown, again and again until there are `least`.
  EpochSampler(std::span<const Example> examples, const BackgroundShares& background,
               std::size_t least, std::uint64_t seed);

  // Indices of the examples to show. The same for the same epoch, always as many.
  std::vector<std::size_t> examples(std::uint64_t epoch) const;
  // The places 0 to count() - 1 in an order of the epoch's own.
  std::vector<std::size_t> order(std::uint64_t epoch) const;
  std::size_t count() const { return count_; }

 private:
  struct Pool {
    std::vector<std::size_t> indices;
    std::size_t wanted = 0;  // examples in an epoch
  };

  std::vector<Pool> pools_;  // one a label
  std::uint64_t seed_;
  std::size_t count_ = 0;
};

// Real-valued features and what the network should answer to them.
struct TrainingBatch {
  std::vector<float> features;  // (count, rows, columns)
  std::vector<float> targets;   // (count, classes), rows that sum to 1
  std::size_t count = 0;
};

struct BatchShape {
  int rows = 0;
  int columns = 0;
  int classes = 0;
};

// Builds batches: real values of the int8 features, random filters over them (after Xu et al. 2021,
// "Robust and Generalizable Visual Representation Learning via Random Convolutions"), masks
// (SpecAugment, Park et al. 2019), mixup (Zhang et al. 2018), smoothed targets.
class BatchMaker {
 public:
  BatchMaker(const FeatureBank& bank, BatchShape shape, const Quantisation& quantisation,
             const TrainingSettings& settings);

  // `draw` seeds the masks and the mixing.
  TrainingBatch make(std::span<const std::size_t> indices, std::uint64_t draw) const;
  // As they are, for validation; targets are not filled in.
  TrainingBatch plain(std::size_t first, std::size_t count) const;

 private:
  void dequantise(std::size_t index, std::span<float> out) const;
  void mask(std::span<float> features, std::uint64_t draw) const;
  void mix_in(TrainingBatch& batch, std::uint64_t draw) const;

  const FeatureBank& bank_;
  BatchShape shape_;
  Quantisation quantisation_;
  TrainingSettings settings_;
};

}  // namespace satchel
