#include "trainer/train/batches.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <random>
#include <utility>

#include "trainer/train/random.h"

namespace satchel {
namespace {

using Random = std::mt19937_64;

int draw_below(Random& random, int limit) {
  return static_cast<int>(random() % static_cast<std::uint64_t>(limit));
}

// Beta(alpha, alpha).
float draw_mixture(Random& random, double alpha) {
  std::gamma_distribution<double> gamma(alpha);
  const double a = gamma(random), b = gamma(random);
  return static_cast<float>(a + b > 0 ? a / (a + b) : 1.0);
}

// std::shuffle is not the same everywhere; this is.
void shuffle(std::vector<std::size_t>& values, Random& random) {
  for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[random() % i]);
}

}  // namespace

EpochSampler::EpochSampler(std::span<const Example> examples, const BackgroundShares& background,
                           std::size_t least, std::uint64_t seed)
    : pools_(background.size()), seed_(seed) {
  std::size_t words = 0;
  double word_share = 1;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    const auto label = static_cast<std::size_t>(examples[i].label);
    pools_[label].indices.push_back(i);
    if (!background[label]) ++words;
  }
  for (const std::optional<double>& share : background) word_share -= share.value_or(0);
  const double clips =
      std::max(static_cast<double>(words) / word_share, static_cast<double>(least));
  const double rounds = clips * word_share / static_cast<double>(std::max<std::size_t>(words, 1));
  for (std::size_t label = 0; label < pools_.size(); ++label) {
    Pool& pool = pools_[label];
    if (pool.indices.empty()) continue;
    const double wanted = background[label] ? clips * *background[label]
                                            : rounds * static_cast<double>(pool.indices.size());
    pool.wanted = static_cast<std::size_t>(std::lround(wanted));
    count_ += pool.wanted;
  }
}

std::vector<std::size_t> EpochSampler::examples(std::uint64_t epoch) const {
  Random random(mix(seed_, epoch));
  std::vector<std::size_t> chosen;
  for (const Pool& pool : pools_) {
    // Whole rounds over the pool, then a random part of it.
    std::vector<std::size_t> indices = pool.indices;
    for (std::size_t left = pool.wanted; left > 0;) {
      if (left < indices.size()) shuffle(indices, random);
      const std::size_t taken = std::min(left, indices.size());
      chosen.insert(chosen.end(), indices.begin(), indices.begin() + static_cast<long>(taken));
      left -= taken;
    }
  }
  shuffle(chosen, random);
  return chosen;
}

std::vector<std::size_t> EpochSampler::order(std::uint64_t epoch) const {
  std::vector<std::size_t> places(count_);
  std::iota(places.begin(), places.end(), std::size_t{0});
  Random random(mix(~seed_, epoch));
  shuffle(places, random);
  return places;
}

BatchMaker::BatchMaker(const FeatureBank& bank, BatchShape shape, const Quantisation& quantisation,
                       const TrainingSettings& settings)
    : bank_(bank), shape_(shape), quantisation_(quantisation), settings_(settings) {}

void BatchMaker::dequantise(std::size_t index, std::span<float> out) const {
  const std::span<const std::int8_t> values = bank_.features(index);
  const auto zero = static_cast<float>(quantisation_.zero_point);
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = (static_cast<float>(values[i]) - zero) * quantisation_.scale;
  }
}

void BatchMaker::mask(std::span<float> features, std::uint64_t draw) const {
  Random random(draw);
  for (int i = 0; i < settings_.masks; ++i) {
    const int tall = draw_below(random, std::min(settings_.mask_time, shape_.rows) + 1);
    const int top = draw_below(random, shape_.rows - tall + 1);
    const int wide = draw_below(random, std::min(settings_.mask_frequency, shape_.columns) + 1);
    const int left = draw_below(random, shape_.columns - wide + 1);
    for (int row = 0; row < shape_.rows; ++row) {
      const std::span<float> values =
          features.subspan(static_cast<std::size_t>(row) * static_cast<std::size_t>(shape_.columns),
                           static_cast<std::size_t>(shape_.columns));
      const bool whole = row >= top && row < top + tall;
      std::ranges::fill(
          whole ? values
                : values.subspan(static_cast<std::size_t>(left), static_cast<std::size_t>(wide)),
          0.0f);
    }
  }
}

// Each example with another of the batch, by one share for the batch.
void BatchMaker::mix_in(TrainingBatch& batch, std::uint64_t draw) const {
  Random random(draw);
  const float share = draw_mixture(random, settings_.mixup);
  std::vector<std::size_t> partners(batch.count);
  for (std::size_t i = 0; i < batch.count; ++i) partners[i] = i;
  shuffle(partners, random);
  const auto blend = [&](std::vector<float>& values) {
    const std::vector<float> before = values;
    const std::size_t width = values.size() / batch.count;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const float other = before[partners[i / width] * width + i % width];
      values[i] = share * values[i] + (1 - share) * other;
    }
  };
  blend(batch.features);
  blend(batch.targets);
}

TrainingBatch BatchMaker::make(std::span<const std::size_t> indices, std::uint64_t draw) const {
  TrainingBatch batch;
  batch.count = indices.size();
  const std::size_t width = bank_.tensor_bytes();
  const auto classes = static_cast<std::size_t>(shape_.classes);
  const auto smoothing = static_cast<float>(settings_.label_smoothing);
  batch.features.resize(batch.count * width);
  batch.targets.assign(batch.count * classes, smoothing / static_cast<float>(classes));
  for (std::size_t i = 0; i < batch.count; ++i) {
    const auto features = std::span(batch.features).subspan(i * width, width);
    dequantise(indices[i], features);
    if (settings_.masks > 0) mask(features, mix(draw, i));
    batch.targets[i * classes + static_cast<std::size_t>(bank_.label(indices[i]))] += 1 - smoothing;
  }
  if (settings_.mixup > 0 && batch.count > 1) mix_in(batch, mix(draw, batch.count));
  return batch;
}

TrainingBatch BatchMaker::plain(std::size_t first, std::size_t count) const {
  TrainingBatch batch;
  batch.count = count;
  const std::size_t width = bank_.tensor_bytes();
  batch.features.resize(count * width);
  for (std::size_t i = 0; i < count; ++i) {
    dequantise(first + i, std::span(batch.features).subspan(i * width, width));
  }
  return batch;
}

}  // namespace satchel
