#include "trainer/data/folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "base/error.h"
#include "base/file.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;

std::vector<std::int16_t> buzz(std::size_t samples, int level = 1000) {
  std::vector<std::int16_t> pcm(samples);
  for (std::size_t i = 0; i < samples; ++i) {
    pcm[i] = static_cast<std::int16_t>(i % 40 < 20 ? level : -level);
  }
  return pcm;
}

class FolderTest : public testing::Test {
 protected:
  void add(const std::string& name, std::size_t samples = 16000) {
    write_wav(folder_.path() / name, buzz(samples));
  }
  TemporaryFolder folder_;
};

TEST(Split, FollowsTheWholeDigest) {
  // int(sha256(subject).hexdigest(), 16) % 5 as Python computes it.
  EXPECT_EQ(split_of("p01"), Split::kTest);
  EXPECT_EQ(split_of("0a2b400e"), Split::kValidation);
  EXPECT_EQ(split_of(""), Split::kTraining);
}

TEST_F(FolderTest, ReadsBothLayouts) {
  add("yes/p01__0.wav");
  add("yes/0a2b400e_nohash_0.wav", 12000);
  add("no/p02__1.wav");
  add("tree/p02__0.wav");
  add("_background_noise_/tap.wav", 40000);
  write_file_atomically(folder_.path() / "yes/README.md", "not a recording");
  Corpus corpus;
  const std::vector<std::string> labels = {"yes", "no", "_unknown_"};
  read_folder(folder_.path(), labels, {}, corpus);
  ASSERT_EQ(corpus.clips.size(), 4u);
  EXPECT_EQ(corpus.clips[0].label, "no");
  EXPECT_EQ(corpus.clips[1].label, "_unknown_");
  EXPECT_EQ(corpus.clips[1].word, "tree");
  EXPECT_EQ(corpus.clips[2].subject, "0a2b400e");
  EXPECT_EQ(corpus.clips[3].subject, "p01");
  for (const Clip& clip : corpus.clips) EXPECT_EQ(clip.pcm.size(), 16000u);
  ASSERT_EQ(corpus.noise.size(), 1u);
  EXPECT_EQ(corpus.noise[0].for_training().size(), 30000u);
  EXPECT_EQ(corpus.noise[0].for_test().size(), 10000u);
}

TEST_F(FolderTest, LeavesOtherWordsOutWithoutUnknown) {
  add("yes/p01__0.wav");
  add("tree/p02__0.wav");
  Corpus corpus;
  read_folder(folder_.path(), std::vector<std::string>{"yes"}, {}, corpus);
  ASSERT_EQ(corpus.clips.size(), 1u);
  EXPECT_EQ(corpus.clips[0].label, "yes");
}

TEST_F(FolderTest, KeepsTheShareOfEachUnknownWord) {
  for (int i = 0; i < 20; ++i) add("tree/p" + std::to_string(i) + "__0.wav", 10);
  for (int i = 0; i < 10; ++i) add("bird/p" + std::to_string(i) + "__0.wav", 10);
  ReadOptions options;
  options.unknown_limit = 6;
  Corpus corpus;
  read_folder(folder_.path(), std::vector<std::string>{"yes", "_unknown_"}, options, corpus);
  std::map<std::string, int> count;
  for (const Clip& clip : corpus.clips) ++count[clip.word];
  EXPECT_EQ(count["tree"], 4);
  EXPECT_EQ(count["bird"], 2);
}

TEST_F(FolderTest, ListsNamesWithoutSubject) {
  add("yes/p01__0.wav");
  add("yes/recording.wav");
  add("yes/__3.wav");
  EXPECT_EQ(list_folder(folder_.path()).misnamed.size(), 2u);
}

TEST_F(FolderTest, NamesAFileThatCannotBeDecoded) {
  add("yes/p01__0.wav");
  write_file_atomically(folder_.path() / "yes/p02__0.wav", "no audio");
  Corpus corpus;
  try {
    read_folder(folder_.path(), {}, {}, corpus);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("p02__0.wav"));
  }
  std::vector<std::string> undecodable;
  ReadOptions options;
  options.undecodable = &undecodable;
  read_folder(folder_.path(), {}, options, corpus);
  EXPECT_EQ(corpus.clips.size(), 1u);
  EXPECT_THAT(undecodable, testing::ElementsAre(testing::HasSubstr("p02__0.wav")));
}

TEST_F(FolderTest, RefusesAFolderWithoutRecordings) {
  EXPECT_THROW(list_folder(folder_.path()), Error);
  EXPECT_THROW(list_folder(folder_.path() / "missing"), Error);
}

TEST_F(FolderTest, TheDigestKnowsContentAndNotPlace) {
  add("yes/p01__0.wav");
  Corpus first, moved, changed;
  read_folder(folder_.path(), {}, {}, first);
  fs::rename(folder_.path() / "yes", folder_.path() / "tmp");
  fs::create_directory(folder_.path() / "deeper");
  fs::rename(folder_.path() / "tmp", folder_.path() / "deeper/yes");
  read_folder(folder_.path() / "deeper", {}, {}, moved);
  EXPECT_EQ(digest_of(first), digest_of(moved));
  write_wav(folder_.path() / "deeper/yes/p01__0.wav", buzz(16000, 1001));
  read_folder(folder_.path() / "deeper", {}, {}, changed);
  EXPECT_NE(digest_of(first), digest_of(changed));
}

// The published counts of a set of real recordings, where it lies beside the repository.
TEST(SharedData, SpeechCommandsHasThePublishedCounts) {
  const char* given = std::getenv("SATCHEL_SHARED");
  const fs::path set = fs::path(given ? given : "../shared") / "datasets/kws_speech_commands_v2";
  if (!fs::exists(set)) GTEST_SKIP() << "there is no " << set;
  const FolderListing listing = list_folder(set);
  std::map<std::string, std::map<Split, int>> counts;
  for (const FolderEntry& entry : listing.clips) ++counts[entry.word][split_of(entry.subject)];
  EXPECT_EQ(listing.clips.size(), 10192u);
  EXPECT_EQ(listing.noise.size(), 6u);
  EXPECT_EQ(counts["yes"],
            (std::map<Split, int>{
                {Split::kTest, 149}, {Split::kValidation, 174}, {Split::kTraining, 477}}));
  EXPECT_EQ(counts["_unknown_"],
            (std::map<Split, int>{
                {Split::kTest, 563}, {Split::kValidation, 692}, {Split::kTraining, 1745}}));
}

}  // namespace
}  // namespace satchel
