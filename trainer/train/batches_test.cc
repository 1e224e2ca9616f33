#include "trainer/train/batches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "compiler/frontend/frontend_builder.h"
#include "trainer/train/examples.h"

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

  // How many of the examples have each label.
  std::vector<int> labels_of(const std::vector<std::size_t>& indices) const {
    std::vector<int> counts(3, 0);
    for (const std::size_t index : indices)
      ++counts[static_cast<std::size_t>(examples_[index].label)];
    return counts;
  }

  std::vector<Clip> clips_;
  std::vector<Example> examples_;
  Augmenter augmenter_{AugmentSettings{}, {}, 1};
  FrontEnds front_ends_;
};

bool go_on() {
  return false;
}

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
  for (std::uint64_t version = 0; version < 3; ++version) {
    const auto before = all_features(steady);
    EXPECT_TRUE(steady.show(version, {3, 7, 15}, go_on));
    EXPECT_NE(all_features(steady), before) << "version " << version;
  }
  FeatureBank resumed(examples_, augmenter_, front_ends_, 1);
  resumed.show(2, {3, 7, 15}, go_on);
  EXPECT_EQ(all_features(resumed), all_features(steady));
}

TEST_F(Batches, AnExampleThatIsShownTwiceSoundsDifferentEachTime) {
  FeatureBank bank(examples_, augmenter_, front_ends_, 1);
  bank.show(0, {3, 3, 15, 15}, go_on);
  const auto differ = [&](std::size_t a, std::size_t b) {
    return !std::ranges::equal(bank.features(a), bank.features(b));
  };
  EXPECT_TRUE(differ(0, 1));
  EXPECT_TRUE(differ(2, 3));  // `_silence_`
}

TEST_F(Batches, ShowingStopsWhenAsked) {
  FeatureBank bank(examples_, augmenter_, front_ends_, 1);
  EXPECT_FALSE(bank.show(0, {1, 2}, [] { return true; }));
}

TEST_F(Batches, AnEpochShowsEveryWordOnceAndAShareOfTheBackground) {
  const EpochSampler sampler(examples_, {std::nullopt, 0.25, 0.25}, 1, 1);
  EXPECT_THAT(labels_of(sampler.examples(3)), testing::ElementsAre(4, 2, 2));
  EXPECT_EQ(sampler.count(), 8u);
  EXPECT_EQ(sampler.examples(3), sampler.examples(3));
  EXPECT_NE(sampler.examples(3), sampler.examples(4));
}

TEST_F(Batches, AnEpochHasTheLeastNumberOfClips) {
  const EpochSampler sampler(examples_, {std::nullopt, 0.25, 0.25}, 20, 1);
  EXPECT_THAT(labels_of(sampler.examples(0)), testing::ElementsAre(10, 5, 5));
  const std::vector<std::size_t> order = sampler.order(0);
  EXPECT_EQ(std::set<std::size_t>(order.begin(), order.end()).size(), 20u);
  EXPECT_NE(sampler.order(1), order);
}

TEST_F(Batches, ValidationHasTheMixtureOfAnEpoch) {
  Corpus corpus;
  corpus.labels = {"yes", "_unknown_", "_silence_"};
  for (int i = 0; i < 60; ++i) {
    Clip clip;
    clip.label = i < 30 ? "yes" : "_unknown_";
    clip.split = i % 2 ? Split::kTraining : Split::kValidation;
    corpus.clips.push_back(clip);
  }
  TrainingSettings settings;
  settings.unknown_share = 0.2;
  settings.silence_share = 0.05;
  const ExampleSets sets = choose_examples(corpus, settings);
  std::vector<int> labels(3, 0);
  for (const Example& example : sets.validation) ++labels[static_cast<std::size_t>(example.label)];
  EXPECT_THAT(labels, testing::ElementsAre(15, 4, 1));
  EXPECT_EQ(sets.training.size(), 31u);
}

TEST_F(Batches, TargetsAreDistributions) {
  FeatureBank bank(examples_, augmenter_, front_ends_, 1);
  bank.show(0, {0, 5, 15}, go_on);
  TrainingSettings settings;
  settings.mixup = 0.3;
  const BatchShape shape{49, 10, 3};
  const BatchMaker maker(bank, shape, {0.125f, 0}, settings);
  const std::vector<std::size_t> indices = {2, 0, 1};
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
  bank.show_plain();
  const BatchMaker maker(bank, {49, 10, 3}, {0.5f, 2}, {});
  const TrainingBatch batch = maker.plain(1, 1);
  for (std::size_t i = 0; i < batch.features.size(); ++i) {
    EXPECT_EQ(batch.features[i], (bank.features(1)[i] - 2) * 0.5f);
  }
}

}  // namespace
}  // namespace satchel
