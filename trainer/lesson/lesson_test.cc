#include "trainer/lesson/lesson.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "trainer/lesson/new_lesson.h"

namespace satchel {
namespace {

using testing::HasSubstr;

constexpr const char* kHead = "objective = \"keyword\"\nlabels = [\"yes\", \"no\"]\n";

// Message and hint of the refusal.
std::string refusal(const std::string& text) {
  try {
    parse_lesson(text, "/lessons/greetings");
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), Exit::kRefused);
    return std::string(error.what()) + " | " + error.hint();
  }
  return "";
}

TEST(Lesson, ReadsAllTables) {
  const Lesson lesson = parse_lesson(R"(
objective = "keyword"
description = "greetings"
samples = true
labels = ["ja", { name = "yes", say = "نعم" }, "_unknown_", "_silence_"]
targets = ["host", "m4"]
[[data]]
folder = "recordings"
[[data]]
voices = ["en", "de"]
people = 20
takes = 2
unknown_words = 5
[[data]]
noise = "/noise"
[augmentation]
speed = [0.8, 1.2]
noise_snr_db = 10
[front_end]
kind = "mfcc"
coefficients = 13
[model]
dropout = 0.2
stem = { channels = 32, kernel = [10, 4], stride = [2, 2] }
[[model.blocks]]
channels = 48
repeat = 2
residual = false
[training]
epochs = 7
seed = 5
[compression]
quantisation = "int8"
[budgets]
weights_bytes = 40960
charge_hours = 12
)",
                                     "/lessons/greetings/");
  EXPECT_TRUE(lesson.samples);
  EXPECT_EQ(lesson.name, "greetings");
  EXPECT_THAT(lesson.label_names(), testing::ElementsAre("ja", "yes", "_unknown_", "_silence_"));
  EXPECT_EQ(lesson.labels[0].say, "ja");
  EXPECT_EQ(lesson.labels[1].say, "نعم");
  ASSERT_EQ(lesson.data.folders.size(), 1u);
  EXPECT_EQ(lesson.resolve(lesson.data.folders[0].folder), "/lessons/greetings/recordings");
  ASSERT_EQ(lesson.data.voices.size(), 1u);
  EXPECT_EQ(lesson.data.voices[0].people, 20);
  ASSERT_EQ(lesson.data.noise.size(), 1u);
  EXPECT_EQ(lesson.resolve(lesson.data.noise[0].folder), "/noise");
  EXPECT_EQ(lesson.augmentation.speed.high, 1.2);
  EXPECT_EQ(lesson.augmentation.noise_snr_db.low, 10);
  EXPECT_EQ(lesson.front_end.coefficients, 13);
  EXPECT_EQ(lesson.front_end.kind, FrontEndKind::kMfcc);
  EXPECT_EQ(lesson.model.stem.kernel.time, 10);
  ASSERT_EQ(lesson.model.blocks.size(), 1u);
  EXPECT_EQ(lesson.model.blocks[0].channels, 48);
  EXPECT_FALSE(lesson.model.blocks[0].residual);
  EXPECT_EQ(lesson.training.epochs, 7);
  EXPECT_EQ(lesson.training.seed, 5u);
  EXPECT_EQ(lesson.voice_training.epochs, 7);
  EXPECT_EQ(lesson.voice_training.masks, voice_training_settings().masks);
  EXPECT_EQ(lesson.budgets.weights_bytes, 40960);
  EXPECT_FALSE(lesson.budgets.macs.has_value());
  EXPECT_EQ(lesson.budgets.charge_hours, 12);
  EXPECT_FALSE(parse_lesson(kHead, "/lessons/greetings").budgets.charge_hours.has_value());
}

TEST(Lesson, RefusesAnUnknownKeyWithTheNearestKnownOne) {
  EXPECT_THAT(refusal(std::string(kHead) + "[training]\nepcohs = 3\n"),
              HasSubstr("/lessons/greetings/lesson.toml:4: [training] epcohs is not a known key | "
                        "Did you mean `epochs`?"));
  EXPECT_THAT(refusal(std::string(kHead) + "[trainig]\nepochs = 3\n"),
              HasSubstr("Did you mean `training`?"));
  EXPECT_THAT(refusal(std::string(kHead) + "[[data]]\nvoices = [\"en\"]\npeeple = 3\n"),
              HasSubstr("[[data]] peeple is not a known key | Did you mean `people`?"));
  EXPECT_THAT(refusal(std::string(kHead) + "[[model.blocks]]\nchanels = 3\n"),
              HasSubstr("Did you mean `channels`?"));
}

TEST(Lesson, RefusesWhatIsOutOfRangeWithItsLine) {
  EXPECT_THAT(refusal(std::string(kHead) + "[training]\nepochs = 0\n"),
              HasSubstr("lesson.toml:4: [training] epochs = 0 is outside 1 to 10000"));
  EXPECT_THAT(refusal(std::string(kHead) + "[training]\nepochs = \"3\"\n"),
              HasSubstr("must be a whole number"));
  EXPECT_THAT(refusal(std::string(kHead) + "[budgets]\ncharge_hours = 0\n"),
              HasSubstr("lesson.toml:4: [budgets] charge_hours = 0 is outside 1 to 10000"));
  EXPECT_THAT(refusal(std::string(kHead) + "[budgets]\ncharge_hours = 1.5\n"),
              HasSubstr("must be a whole number"));
  EXPECT_THAT(refusal(std::string(kHead) + "[augmentation]\nspeed = [1.2, 0.8]\n"),
              HasSubstr("the first is larger"));
  EXPECT_THAT(refusal(std::string(kHead) + "[augmentation]\nspeed = nan\n"), HasSubstr("outside"));
  EXPECT_THAT(refusal(std::string(kHead) + "[front_end]\nkind = \"wavelet\"\n"),
              HasSubstr("Known: log_mel, mfcc."));
}

TEST(Lesson, RefusesLabelsThatCannotBe) {
  auto with = [](const std::string& labels) {
    return refusal("objective = \"keyword\"\nlabels = " + labels + "\n");
  };
  EXPECT_THAT(with("[\"yes\"]"), HasSubstr("at least two"));
  EXPECT_THAT(with("[\"_unknown_\", \"_silence_\"]"), HasSubstr("one of them a word"));
  EXPECT_THAT(with("[\"yes\", \"yes\"]"), HasSubstr("\"yes\" stands there twice"));
  EXPECT_THAT(with("[\"a/b\", \"yes\"]"), HasSubstr("\"a/b\" cannot be a label"));
  EXPECT_THAT(with("[\"_noise_\", \"yes\"]"), HasSubstr("reserved"));
  EXPECT_THAT(with("[3, \"yes\"]"), HasSubstr("texts in quotes"));
  EXPECT_THAT(with("\"yes\""), HasSubstr("as a list"));
}

TEST(Lesson, RefusesOtherMistakes) {
  EXPECT_THAT(refusal("labels = [\"a\", \"b\"]\n"), HasSubstr("objective must be there"));
  EXPECT_THAT(refusal("objective = \"keyword\"\nlables = [\"a\", \"b\"]\n"),
              HasSubstr("lables is not a known key | Did you mean `labels`?"));
  EXPECT_THAT(refusal("objective = \"motion\"\nlabels = [\"a\", \"b\"]\n"),
              HasSubstr("objective = \"motion\" is not known | Known: keyword."));
  EXPECT_THAT(refusal("objective = \"keyword\nlabels = 3\n"), HasSubstr("lesson.toml:1:"));
  EXPECT_THAT(refusal(std::string(kHead) + "targets = [\"m5\"]\n"), HasSubstr("\"m5\""));
  EXPECT_THAT(refusal(std::string(kHead) + "[[data]]\nfolder = \"a\"\nvoices = [\"en\"]\n"),
              HasSubstr("one of folder, noise and voices"));
}

TEST(Lesson, NeedsItsFile) {
  const TemporaryFolder folder;
  EXPECT_THROW(read_lesson(folder.path()), Error);
}

TEST(ShippedLessons, CanBeRead) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("lessons")) {
    if (!entry.is_directory()) continue;
    EXPECT_FALSE(read_lesson(entry.path()).description.empty());
    ++count;
  }
  EXPECT_GE(count, 1);
}

TEST(NewLesson, IsALessonThatCanBeRead) {
  const TemporaryFolder folder;
  NewKeywordLesson wanted;
  wanted.folder = folder.path() / "deep" / "greetings";
  wanted.words = parse_words("ja, yes=\"نعم\" ,nein");
  wanted.voices = {"de"};
  wanted.data = {wanted.folder / "recordings"};
  create_keyword_lesson(wanted);
  const Lesson lesson = read_lesson(wanted.folder);
  EXPECT_EQ(lesson.name, "greetings");
  EXPECT_THAT(lesson.label_names(),
              testing::ElementsAre("ja", "yes", "nein", "_unknown_", "_silence_"));
  EXPECT_EQ(lesson.labels[1].say, "\"نعم\"");
  EXPECT_EQ(lesson.data.folders[0].folder, "recordings");
  EXPECT_THAT(lesson.data.voices[0].voices, testing::ElementsAre("de"));
}

TEST(NewLesson, AllowsWhatTheDefaultNetworkWeighs) {
  const auto budget = [](int words) {
    NewKeywordLesson wanted;
    for (int i = 0; i < words; ++i) wanted.words.push_back({std::to_string(i), ""});
    return parse_lesson(keyword_lesson_text(wanted), "/lessons/many").budgets.weights_bytes;
  };
  EXPECT_EQ(budget(10), 40960);
  EXPECT_GT(budget(40), 40960);
}

TEST(NewLesson, NeverOverwrites) {
  const TemporaryFolder folder;
  write_file_atomically(folder.path() / "lesson.toml", "mine");
  NewKeywordLesson wanted;
  wanted.folder = folder.path();
  wanted.words = parse_words("yes,no");
  EXPECT_THROW(create_keyword_lesson(wanted), Error);
  EXPECT_EQ(read_text_file(folder.path() / "lesson.toml"), "mine");
}

TEST(NewLesson, LeavesNothingWhenItsLabelsCannotBe) {
  const TemporaryFolder folder;
  NewKeywordLesson wanted;
  wanted.folder = folder.path() / "new";
  wanted.words = parse_words("a/b,no");
  EXPECT_THROW(create_keyword_lesson(wanted), Error);
  EXPECT_FALSE(std::filesystem::exists(wanted.folder));
}

}  // namespace
}  // namespace satchel
