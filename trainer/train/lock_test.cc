#include "trainer/train/lock.h"

#include <gtest/gtest.h>

#include "base/file.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLesson = R"(
objective = "keyword"
labels = ["yes", "no"]

[[data]]
folder = "recordings"
)";

class Lock : public testing::Test {
 protected:
  Lock() {
    write_file_atomically(folder_.path() / "lesson" / "lesson.toml", kLesson);
    write_file_atomically(folder_.path() / "lesson/recordings/yes/ann__1.wav", "not audio");
    request_.lesson = folder_.path() / "lesson";
  }

  std::string key() const { return inputs_key(request_, requested_lesson(request_)); }

  TemporaryFolder folder_;
  TrainRequest request_;
};

TEST_F(Lock, KeyFollowsEveryInput) {
  const std::string first = key();
  EXPECT_EQ(key(), first);
  request_.seed = 7;
  EXPECT_NE(key(), first);
  request_.seed.reset();
  EXPECT_EQ(key(), first);
  write_file_atomically(folder_.path() / "lesson/recordings/no/ben__1.wav", "not audio");
  const std::string second = key();
  EXPECT_NE(second, first);
  request_.data = {folder_.path() / "lesson" / "recordings"};
  EXPECT_NE(key(), second);
  request_.data.clear();
  write_file_atomically(folder_.path() / "lesson" / "lesson.toml",
                        std::string(kLesson) + "\n[training]\nepochs = 3\n");
  EXPECT_NE(key(), second);
}

TEST_F(Lock, HoldsWhileInputsAndFilesStay) {
  const fs::path out = out_folder(request_);
  EXPECT_EQ(out, request_.lesson / "out");
  EXPECT_FALSE(current_lock(out, "key"));
  write_file_atomically(out / "model.cbor", "a model");
  write_lock(out, {{"inputs", "key"}, {"answer", {{"weights", 5}}}}, {"model.cbor"});
  const auto lock = current_lock(out, "key");
  ASSERT_TRUE(lock);
  EXPECT_EQ(lock->at("answer").at("weights"), 5);
  EXPECT_FALSE(current_lock(out, "other"));
  write_file_atomically(out / "model.cbor", "another");
  EXPECT_FALSE(current_lock(out, "key"));
  write_file_atomically(out / kLockFile, "{\"format\":");
  EXPECT_FALSE(current_lock(out, "key"));
}

TEST_F(Lock, ResultsAreAllPublishedOrNone) {
  const fs::path out = out_folder(request_);
  write_file_atomically(out / "model.cbor", "old");
  write_lock(out, {{"inputs", "old"}}, {"model.cbor"});
  {
    const StagedResults results(out);
    write_file_atomically(results.folder() / "model.cbor", "new");
  }
  EXPECT_TRUE(current_lock(out, "old"));
  {
    const StagedResults results(out);
    write_file_atomically(results.folder() / "model.cbor", "new");
    write_lock(results.folder(), {{"inputs", "new"}}, {"model.cbor"});
    results.publish();
  }
  EXPECT_TRUE(current_lock(out, "new"));
  EXPECT_EQ(read_text_file(out / "model.cbor"), "new");
  EXPECT_EQ(std::distance(fs::directory_iterator(out), {}), 2);
}

}  // namespace
}  // namespace satchel
