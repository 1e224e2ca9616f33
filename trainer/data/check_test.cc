#include "trainer/data/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "trainer/data/audio.h"

namespace satchel {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;

// A buzz of one second that is another one for each `pitch`.
std::vector<std::int16_t> buzz(int pitch, int level) {
  std::vector<std::int16_t> pcm(16000);
  for (int i = 0; i < 16000; ++i) {
    pcm[static_cast<std::size_t>(i)] =
        static_cast<std::int16_t>(i % pitch < pitch / 2 ? level : -level);
  }
  return pcm;
}

class CheckTest : public testing::Test {
 protected:
  void add(const std::string& name, const std::vector<std::int16_t>& pcm) {
    write_wav(folder_.path() / name, pcm);
  }
  bool advised(const DataReport& report, const std::string& about) {
    return std::any_of(report.advice.begin(), report.advice.end(),
                       [&](const Advice& advice) { return advice.about == about; });
  }
  TemporaryFolder folder_;
};

TEST_F(CheckTest, FindsWhatIsWrongWithFiles) {
  add("yes/p01__0.wav", buzz(40, 5000));
  add("yes/p01__1.wav", buzz(41, 32767));
  add("yes/p01__2.wav", buzz(42, 100));
  add("yes/nobody.wav", buzz(43, 5000));
  add("yes/p02__0.wav", {std::vector<std::int16_t>(1000, 900)});
  write_file_atomically(folder_.path() / "yes/p02__1.wav", "no audio");
  const DataReport report = check_data(folder_.path());
  EXPECT_EQ(report.clips, 4u);
  EXPECT_THAT(report.undecodable, ElementsAre(Field(&FileFinding::file, HasSubstr("p02__1.wav"))));
  EXPECT_THAT(report.misnamed, ElementsAre(Field(&FileFinding::file, HasSubstr("nobody.wav"))));
  EXPECT_THAT(report.clipped, ElementsAre(Field(&FileFinding::file, HasSubstr("p01__1.wav"))));
  EXPECT_THAT(report.near_silent, ElementsAre(Field(&FileFinding::file, HasSubstr("p01__2.wav"))));
  EXPECT_THAT(report.odd_length, ElementsAre(Field(&FileFinding::file, HasSubstr("p02__0.wav"))));
  for (const char* about : {"undecodable", "misnamed", "clipped", "near_silent", "odd_length",
                            "few_clips", "few_people", "no_noise"}) {
    EXPECT_TRUE(advised(report, about)) << about;
  }
}

TEST_F(CheckTest, CountsByLabelSubjectAndSplit) {
  add("yes/p01__0.wav", buzz(40, 5000));       // p01: test
  add("yes/0a2b400e__0.wav", buzz(42, 5000));  // 0a2b400e: validation
  add("no/0a2b400e__1.wav", buzz(44, 5000));
  add("_background_noise_/tap.wav", buzz(46, 500));
  const DataReport report = check_data(folder_.path());
  ASSERT_EQ(report.labels.size(), 2u);
  EXPECT_EQ(report.labels[0].label, "no");
  EXPECT_EQ(report.labels[1].clips, 2u);
  EXPECT_EQ(report.labels[1].subjects, 2u);
  EXPECT_EQ(report.labels[1].test, 1u);
  EXPECT_EQ(report.labels[1].validation, 1u);
  ASSERT_EQ(report.subjects.size(), 2u);
  EXPECT_EQ(report.subjects[0].subject, "0a2b400e");
  EXPECT_EQ(report.subjects[0].split, "validation");
  EXPECT_EQ(report.subjects[0].labels, 2u);
  EXPECT_EQ(report.noise_files, 1u);
  EXPECT_DOUBLE_EQ(report.noise_seconds, 1);
  EXPECT_DOUBLE_EQ(report.imbalance, 2);
}

TEST_F(CheckTest, FindsDuplicatesAndContradictions) {
  add("yes/p01__0.wav", buzz(40, 5000));
  add("yes/p01__1.wav", buzz(40, 5000));
  add("yes/p02__0.wav", buzz(42, 5000));
  add("no/p02__1.wav", buzz(42, 5000));
  const DataReport report = check_data(folder_.path());
  ASSERT_EQ(report.duplicates.size(), 2u);
  EXPECT_NE(report.duplicates[0].contradicts, report.duplicates[1].contradicts);
  EXPECT_TRUE(advised(report, "contradicting_duplicates"));
}

TEST_F(CheckTest, SaysThatOnePersonIsTooFew) {
  for (int i = 0; i < 25; ++i) add("yes/p01__" + std::to_string(i) + ".wav", buzz(40 + i, 5000));
  EXPECT_TRUE(advised(check_data(folder_.path()), "one_person"));
}

TEST_F(CheckTest, RefusesAFolderWithoutRecordings) {
  EXPECT_THROW(check_data(folder_.path()), Error);
}

}  // namespace
}  // namespace satchel
