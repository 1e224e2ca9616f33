#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/error.h"
#include "bench/sampling/measure.h"
#include "cli/package_source.h"
#include "trainer/data/folder.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;

Corpus small_corpus() {
  Corpus corpus;
  corpus.labels = {"yes", "_unknown_"};
  for (int i = 0; i < 190; ++i) {
    for (const char* label : {"yes", "_unknown_"}) {
      Clip clip;
      clip.label = label;
      clip.split = Split::kTest;
      clip.pcm.assign(kClipSamples, static_cast<std::int16_t>(label[0] == 'y' ? 1000 + i : -500));
      corpus.clips.push_back(clip);
    }
  }
  corpus.noise.push_back({"hum", std::vector<std::int16_t>(5 * kClipSamples, 800)});
  return corpus;
}

TEST(HardStream, HasTheShareOfEachKindAndIsTheSameForASeed) {
  const std::vector<StreamClip> stream = hard_stream(small_corpus(), 0.05, 4);
  ASSERT_EQ(stream.size(), 200u);
  std::array<int, kDifficulties> count = {};
  for (const StreamClip& clip : stream) {
    ++count[static_cast<std::size_t>(clip.difficulty)];
    ASSERT_EQ(clip.pcm.size(), kClipSamples);
    const auto silent = std::count(clip.pcm.begin(), clip.pcm.end(), 0);
    EXPECT_EQ(silent >= 0.34 * kClipSamples, clip.difficulty == Difficulty::kCutOff);
    if (clip.difficulty == Difficulty::kNoise) {
      EXPECT_GE(clip.pcm[0], 1995) << "noise as loud as the word, or louder";
      EXPECT_LE(clip.pcm[0], 3400);
    }
  }
  EXPECT_EQ(count, (std::array<int, kDifficulties>{190, 4, 3, 3}));
  const std::vector<StreamClip> again = hard_stream(small_corpus(), 0.05, 4);
  for (std::size_t i = 0; i < stream.size(); ++i) EXPECT_EQ(again[i].pcm, stream[i].pcm);
  EXPECT_THROW(hard_stream(Corpus(), 0.05, 1), Error);
}

TEST(SamplingCount, GainIsAgainstChanceAtTheSameNumber) {
  SamplingCount count;
  count.heard = {950, 20, 20, 10};
  EXPECT_EQ(count.gain(), 0);
  count.kept = {15, 3, 1, 1};  // chance: 20 * 5 % = 1
  EXPECT_DOUBLE_EQ(count.gain(), 5);
}

// A lesson that was trained on real people: the one that SATCHEL_PACKAGE names, or the bench's own.
fs::path trained_package() {
  const char* named = std::getenv("SATCHEL_PACKAGE");
  const fs::path out = named != nullptr ? named : "build/bench/real/out";
  return fs::exists(out / "model.cbor") ? out : fs::path();
}

TEST(Sampling, KeepsFourTimesMoreOfTheHardOnesThanChance) {
  const char* shared = std::getenv("SATCHEL_SHARED");
  const fs::path data =
      fs::path(shared != nullptr ? shared : "../shared") / "datasets/kws_speech_commands_v2";
  const fs::path out = trained_package();
  if (!fs::exists(data)) GTEST_SKIP() << data << " is not there";
  if (out.empty()) GTEST_SKIP() << "no lesson trained on real people: bench/run real makes one";
  const LoadedPackage package = load_package(out);
  Corpus corpus;
  corpus.labels = package.card.labels;
  ReadOptions reading;
  reading.only_split = Split::kTest;
  read_folder(data, corpus.labels, reading, corpus);
  for (const std::uint32_t seed : {1u, 2u, 3u}) {
    const SamplingCount count =
        measure_sampling(package.bytes, hard_stream(corpus, 0.05, seed), SamplingDay());
    std::printf("  seed %u: kept %zu of %zu, %zu of them hard: %.1f times chance\n", seed,
                count.all_kept(), count.all_heard(), count.hard_kept(), count.gain());
    EXPECT_GE(count.all_kept(), count.all_heard() / 100) << "seed " << seed;
    EXPECT_GE(count.gain(), 4) << "seed " << seed;
  }
}

}  // namespace
}  // namespace satchel
