#include "trainer/corpus/gather.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "base/error.h"
#include "base/file.h"
#include "base/process.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class GatherTest : public testing::Test {
 protected:
  void SetUp() override { setenv("SATCHEL_CACHE", (folder_.path() / "cache").c_str(), 1); }
  void TearDown() override { unsetenv("SATCHEL_CACHE"); }

  void add(const std::string& name, int seed = 1) {
    std::vector<std::int16_t> pcm(16000);
    for (std::size_t i = 0; i < pcm.size(); ++i) {
      pcm[i] = static_cast<std::int16_t>((i * static_cast<std::size_t>(seed)) % 977);
    }
    write_wav(folder_.path() / name, pcm);
  }
  // p01 and p03 are in the test split, p02, p04 and p05 are not.
  void add_people(const std::string& label) {
    for (const char* subject : {"p01", "p02", "p03", "p04", "p05"}) {
      add("recordings/" + label + "/" + subject + "__0.wav");
    }
  }
  Lesson lesson(const std::string& rest) {
    return parse_lesson("objective = \"keyword\"\nlabels = [\"yes\", \"no\"]\n" + rest,
                        folder_.path());
  }
  std::string refusal(const Lesson& taught, const GatherOptions& options = {}) {
    try {
      gather_corpus(taught, options);
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), Exit::kRefused);
      EXPECT_FALSE(error.hint().empty());
      return error.what();
    }
    return "";
  }

  TemporaryFolder folder_;
};

constexpr const char* kRecordings = "[[data]]\nfolder = \"recordings\"\n";

TEST_F(GatherTest, ReadsTheLessonsFolders) {
  add_people("yes");
  add_people("no");
  const Corpus corpus = gather_corpus(lesson(kRecordings), {});
  EXPECT_EQ(corpus.clips.size(), 10u);
  EXPECT_EQ(corpus.label_index("no"), 1);
  EXPECT_EQ(corpus.digest.size(), 64u);
}

TEST_F(GatherTest, DataOnTheCommandLineReplacesTheLessons) {
  add("recordings/yes/p01__0.wav");
  for (const char* subject : {"p01", "p02", "p03"}) {
    add(std::string("other/yes/").append(subject).append("__0.wav"));
    add(std::string("other/no/").append(subject).append("__0.wav"));
  }
  add("hum/hum.wav", 3);
  const Corpus corpus =
      gather_corpus(lesson(kRecordings), {{folder_.path() / "other"}, {folder_.path() / "hum"}});
  EXPECT_EQ(corpus.clips.size(), 6u);
  EXPECT_EQ(corpus.noise.size(), 1u);
}

TEST_F(GatherTest, RefusesALabelWithoutData) {
  add_people("yes");
  EXPECT_THAT(refusal(lesson(kRecordings)), HasSubstr("no data for the label no"));
}

TEST_F(GatherTest, RefusesALessonOfOnePerson) {
  add("recordings/yes/p02__0.wav");
  add("recordings/no/p02__0.wav");
  EXPECT_THAT(refusal(lesson(kRecordings)), HasSubstr("one person"));
}

TEST_F(GatherTest, RefusesALessonWithoutSources) {
  EXPECT_THAT(refusal(lesson("")), HasSubstr("names no data"));
}

TEST_F(GatherTest, NamesAFileThatIsNotAudio) {
  add_people("yes");
  add_people("no");
  write_file_atomically(folder_.path() / "recordings/no/p09__0.wav", "");
  try {
    gather_corpus(lesson(kRecordings), {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("p09__0.wav: is empty"));
  }
}

TEST_F(GatherTest, MixesRecordingsAndVoices) {
  if (!program_exists("espeak-ng")) GTEST_SKIP() << "espeak-ng is not installed";
  add_people("yes");
  const Corpus corpus = gather_corpus(
      lesson(std::string(kRecordings) + "[[data]]\nvoices = \"en-us\"\npeople = 8\ntakes = 1\n"),
      {});
  std::map<bool, int> counts;
  for (const Clip& clip : corpus.clips) ++counts[clip.synthetic];
  EXPECT_EQ(counts[false], 5);
  EXPECT_EQ(counts[true], 16);
}

TEST_F(GatherTest, RefusesAWordThatNoVoiceSays) {
  if (!program_exists("espeak-ng")) GTEST_SKIP() << "espeak-ng is not installed";
  const Lesson taught = parse_lesson(
      "objective = \"keyword\"\nlabels = [\"yes\", \"xqzt\"]\n[[data]]\nvoices = \"en\"\n",
      folder_.path());
  EXPECT_THAT(refusal(taught), HasSubstr("the label \"xqzt\" is spelled out letter by letter"));
}

}  // namespace
}  // namespace satchel
