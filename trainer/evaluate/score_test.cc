#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "trainer/evaluate/evaluate.h"

namespace satchel {
namespace {

const std::vector<std::string> kLabels = {"yes", "no", "_unknown_", "_silence_"};

std::string named(std::string letter, int number) {
  return letter.append(std::to_string(number));
}

Clip clip(const std::string& label, const std::string& subject, Split split) {
  Clip made;
  made.file = label + "/" + subject + "__0.wav";
  made.label = made.word = label;
  made.subject = subject;
  made.split = split;
  made.pcm.assign(16000, 1);
  return made;
}

// Twelve words of the test split and one of another, with two recordings of noise.
Corpus corpus() {
  Corpus made;
  for (int i = 0; i < 6; ++i) made.clips.push_back(clip("yes", named("a", i), Split::kTest));
  for (int i = 0; i < 4; ++i) made.clips.push_back(clip("tree", named("b", i), Split::kTest));
  for (int i = 0; i < 2; ++i) made.clips.push_back(clip("bird", named("b", i), Split::kTest));
  made.clips.push_back(clip("no", "c", Split::kTraining));
  for (const int length : {160000, 80000}) {
    NoiseRecording noise;
    noise.file = "noise" + std::to_string(length);
    for (int i = 0; i < length; ++i) noise.pcm.push_back(static_cast<std::int16_t>(i / 8));
    made.noise.push_back(std::move(noise));
  }
  return made;
}

TEST(TestClips, TakesOneSplitAndCutsSilenceFromTheLastQuarter) {
  const Corpus data = corpus();
  const std::vector<TestClip> clips = test_clips(data, kLabels, Split::kTest);
  std::vector<int> counts(4);
  for (const TestClip& one : clips) {
    ++counts[static_cast<std::size_t>(one.label)];
    if (one.label != 3) continue;
    EXPECT_FALSE(one.person);
    EXPECT_EQ(one.pcm.size(), 16000u);
    const std::size_t length = one.subject == "noise160000" ? 160000 : 80000;
    EXPECT_GE(one.pcm.front(), static_cast<int>(length * 3 / 4 / 8));
  }
  // Six "yes", six other words, nobody says "no" here; silence as often as a class on average.
  EXPECT_THAT(counts, testing::ElementsAre(6, 0, 6, 6));
}

TEST(TestClips, RefusesALabelThatThePackageLacksByName) {
  const Corpus data = corpus();
  try {
    test_clips(data, std::vector<std::string>{"yes", "no"}, Split::kTest);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), Exit::kRefused);
    EXPECT_THAT(error.what(), testing::HasSubstr("bird, tree"));
  }
}

TEST(TestClips, TakesEverybodyWithoutASplit) {
  const Corpus data = corpus();
  const auto clips = test_clips(data, kLabels, std::nullopt);
  EXPECT_EQ(std::count_if(clips.begin(), clips.end(), [](auto& c) { return c.label == 1; }), 1);
}

std::vector<TestClip> two_people() {
  std::vector<TestClip> clips;
  for (int i = 0; i < 10; ++i) {
    clips.push_back({named("f", i), i % 2, i < 5 ? "a" : "b", true, {}});
  }
  return clips;
}

TEST(Score, CountsRecallAndMistakes) {
  const auto clips = two_people();
  std::vector<TestAnswer> answers;
  for (const TestClip& one : clips) answers.push_back({one.label, 0.9});
  answers[1] = {2, 0.6};
  answers[3] = {0, 0.7};
  const Scores scores = score(clips, answers, kLabels, "test");
  EXPECT_DOUBLE_EQ(scores.accuracy, 0.8);
  EXPECT_DOUBLE_EQ(scores.macro_recall, (1.0 + 0.6) / 2);
  EXPECT_EQ(scores.subjects, 2u);
  EXPECT_EQ(scores.classes[0].count, 5u);
  EXPECT_DOUBLE_EQ(scores.classes[1].recall, 0.6);
  EXPECT_EQ(scores.classes[2].count, 0u);
  EXPECT_EQ(scores.confusion[1 * 4 + 2], 1u);
  ASSERT_EQ(scores.wrong.size(), 2u);
  EXPECT_EQ(scores.wrong[0].file, "f3");
  EXPECT_EQ(scores.wrong[0].answer, "yes");
}

// Person a is always right, person b never: other people would give anything between.
TEST(Score, DrawsPeopleAndNotClips) {
  const auto clips = two_people();
  std::vector<TestAnswer> answers;
  for (const TestClip& one : clips) answers.push_back({one.subject == "a" ? one.label : 3, 0.5});
  const Scores scores = score(clips, answers, kLabels, "test", 7);
  EXPECT_EQ(scores.low, 0);
  EXPECT_EQ(scores.high, 1);
  const Scores again = score(clips, answers, kLabels, "test", 7);
  EXPECT_EQ(again.low, scores.low);
}

TEST(Score, IsNarrowWithManyPeople) {
  std::vector<TestClip> clips;
  std::vector<TestAnswer> answers;
  for (int i = 0; i < 1000; ++i) {
    clips.push_back({"f", 0, named("p", i), true, {}});
    answers.push_back({i % 10 == 0 ? 1 : 0, 0.5});
  }
  const Scores scores = score(clips, answers, kLabels, "test");
  EXPECT_DOUBLE_EQ(scores.accuracy, 0.9);
  // The binomial's own interval is 0.9 +- 0.0186.
  EXPECT_NEAR(scores.low, 0.8814, 0.004);
  EXPECT_NEAR(scores.high, 0.9186, 0.004);
}

}  // namespace
}  // namespace satchel
