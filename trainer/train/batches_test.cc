#include "trainer/train/batches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "compiler/frontend/frontend_builder.h"

namespace satchel {
namespace {

// Four words' clips, eleven others', nothing but noise in them, and silence.
class Batches : public testing::Test {
 protected:
  Batches() {
    front_ends_.package = build_front_end({.mel_bins = 10});
    for (int i = 0; i < 15; ++i) {
      Clip clip;
      for (int s = 0; s < kClipSamples; ++s) {
        clip.pcm.push_back(static_cast<std::int16_t>((s * (i + 37)) % 2000 - 1000));
      }
      clips_.push_back(clip);
    }
    for (int i = 0; i < 15; ++i) examples_.push_back({&clips_[static_cast<std::size_t>(i)], i / 4});
    for (Example& example : examples_) example.label = std::min(example.label, 1);
    examples_.push_back({nullptr, 2});
  }

  std::vector<Clip> clips_;
  std::vector<Example> examples_;
  Augmenter augmenter_{AugmentSettings{}, {}, 1};
  FrontEnds front_ends_;
};

std::vector<std::int8_t> all_features(const FeatureBank& bank) {
  std::vector<std::int8_t> all;
  for (std::size_t i = 0; i < bank.size(); ++i) {
    const auto values = bank.features(i);
    all.insert(all.end(), values.begin(), values.end());
  }
  return all;
}

TEST_F(Batches, FeaturesAreTheSameAfterAResume) {
  FeatureBank steady(examples_, augmenter_, front_ends_, 1);
  const auto go_on = [] { return false; };
  for (std::uint64_t epoch = 0; epoch < 5; ++epoch) {
    const auto before = all_features(steady);
    EXPECT_TRUE(steady.refresh(epoch, 2, go_on));
    EXPECT_NE(all_features(steady), before) << "epoch " << epoch;
  }
  FeatureBank resumed(examples_, augmenter_, front_ends_, 1);
  resumed.refresh(4, 2, go_on);
  EXPECT_EQ(all_features(resumed), all_features(steady));
}

TEST_F(Batches, RefreshingStopsWhenAsked) {
  FeatureBank bank(examples_, augmenter_, front_ends_, 1);
  EXPECT_FALSE(bank.refresh(0, 1, [] { return true; }));
}

TEST_F(Batches, AnEpochShowsEveryWordOnceAndAShareOfTheBackground) {
  const FeatureBank bank(examples_, augmenter_, front_ends_, 1);
  const std::vector<double> background = {0, 0.5, 1};
  const EpochSampler sampler(bank, background, 1);
  const std::vector<std::size_t> shown = sampler.examples(3);
  EXPECT_EQ(shown.size(), sampler.count());
  std::vector<int> labels(3, 0);
  for (const std::size_t index : shown) ++labels[static_cast<std::size_t>(bank.label(index))];
  EXPECT_THAT(labels, testing::ElementsAre(4, 2, 4));  // silence's one example four times
  EXPECT_EQ(sampler.examples(3), shown);
  EXPECT_NE(sampler.examples(4), shown);
}

TEST_F(Batches, TargetsAreDistributions) {
  FeatureBank bank(examples_, augmenter_, front_ends_, 1);
  bank.refresh(0, 1, [] { return false; });
  TrainingSettings settings;
  settings.mixup = 0.3;
  const BatchShape shape{49, 10, 3};
  const BatchMaker maker(bank, shape, {0.125f, 0}, settings);
  const std::vector<std::size_t> indices = {0, 5, 15};
  const TrainingBatch batch = maker.make(indices, 9);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(std::accumulate(batch.targets.begin() + static_cast<long>(3 * i),
                                batch.targets.begin() + static_cast<long>(3 * i + 3), 0.0),
                1.0, 1e-5);
  }
  EXPECT_EQ(maker.make(indices, 9).features, batch.features);
  EXPECT_NE(maker.make(indices, 10).features, batch.features);
}

TEST_F(Batches, ValidationSeesWhatTheBoardSees) {
  FeatureBank bank(examples_, augmenter_, front_ends_, 1);
  bank.make_plain();
  const BatchMaker maker(bank, {49, 10, 3}, {0.5f, 2}, {});
  const TrainingBatch batch = maker.plain(1, 1);
  for (std::size_t i = 0; i < batch.features.size(); ++i) {
    EXPECT_EQ(batch.features[i], (bank.features(1)[i] - 2) * 0.5f);
  }
}

}  // namespace
}  // namespace satchel
