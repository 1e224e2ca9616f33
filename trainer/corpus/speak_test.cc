#include "trainer/corpus/speak.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/error.h"
#include "base/file.h"
#include "base/process.h"
#include "trainer/corpus/gather.h"

namespace satchel {
namespace {

using testing::HasSubstr;

Lesson lesson(const std::string& rest) {
  return parse_lesson("objective = \"keyword\"\nlabels = [\"yes\", \"no\", \"_unknown_\"]\n" + rest,
                      "lesson");
}

TEST(SpeakLesson, EachLabelOnceByPeopleWhomTrainingDoesNotHear) {
  if (!program_exists("espeak-ng")) GTEST_SKIP() << "espeak-ng is not installed";
  const TemporaryFolder cache;
  setenv("SATCHEL_CACHE", cache.path().c_str(), 1);
  const Lesson taught = lesson(
      "[[data]]\nvoices = [\"en-us\"]\npeople = 6\n[[data]]\nvoices = [\"en-gb\"]\npeople = 6\n");
  const std::vector<Clip> clips = speak_lesson(taught, 2);
  std::multiset<std::string> labels;
  std::set<std::string> people;
  for (const Clip& clip : clips) {
    labels.insert(clip.label);
    people.insert(clip.subject);
  }
  EXPECT_EQ(labels,
            (std::multiset<std::string>{"no", "no", "yes", "yes", "_unknown_", "_unknown_"}));
  EXPECT_EQ(people.size(), 2u);
  for (const Clip& clip : gather_corpus(taught, {}).clips)
    EXPECT_FALSE(people.contains(clip.subject));
  unsetenv("SATCHEL_CACHE");
}

TEST(SpeakLesson, WithoutVoicesItIsRefused) {
  try {
    speak_lesson(lesson("[[data]]\nfolder = \"recordings\"\n"), 1);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), Exit::kRefused);
    EXPECT_THAT(error.what(), HasSubstr("names no voices"));
  }
}

}  // namespace
}  // namespace satchel
