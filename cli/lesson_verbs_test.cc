// The verbs new and data check as people meet them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/process.h"

namespace satchel {
namespace {

using testing::HasSubstr;

ProcessResult satchel(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), SATCHEL_PROGRAM);
  return run_process(arguments);
}

TEST(NewVerb, MakesALessonOnce) {
  const TemporaryFolder folder;
  const std::string path = folder.path() / "greetings";
  const ProcessResult made =
      satchel({"new", "keyword", path, "--words", "ja,nein", "--lang", "de", "--json"});
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  const auto answer = nlohmann::json::parse(made.output);
  EXPECT_EQ(answer["lesson"], "greetings");
  EXPECT_EQ(answer["labels"], nlohmann::json({"ja", "nein", "_unknown_", "_silence_"}));
  const ProcessResult again = satchel({"new", "keyword", path, "--words", "yes,no"});
  EXPECT_EQ(again.exit_code, 3);
  EXPECT_THAT(again.errors, HasSubstr("is there already"));
  EXPECT_THAT(read_text_file(path + "/lesson.toml"), HasSubstr("nein"));
}

TEST(NewVerb, RefusesAWordThatNobodySaysAndLeavesNothing) {
  if (!program_exists("espeak-ng")) GTEST_SKIP() << "espeak-ng is not installed";
  const TemporaryFolder folder;
  const std::string path = folder.path() / "greetings";
  const ProcessResult result = satchel({"new", "keyword", path, "--words", "yes,привет"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.errors, HasSubstr("\"привет\" is written in Cyrillic letters"));
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(NewVerb, RefusesALanguageWithoutVoice) {
  if (!program_exists("espeak-ng")) GTEST_SKIP() << "espeak-ng is not installed";
  const TemporaryFolder folder;
  const ProcessResult result =
      satchel({"new", "keyword", folder.path() / "a", "--words", "yes", "--lang", "dee"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.errors, HasSubstr("Did you mean"));
}

TEST(DataCheckVerb, AnswersInJsonAlone) {
  const TemporaryFolder folder;
  write_file_atomically(folder.path() / "yes" / "p01__0.wav", "no audio");
  const ProcessResult result = satchel({"data", "check", folder.path(), "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto answer = nlohmann::json::parse(result.output);
  EXPECT_EQ(answer["clips"], 0);
  EXPECT_EQ(answer["undecodable"].size(), 1u);
  EXPECT_FALSE(answer["advice"].empty());
}

TEST(DataCheckVerb, RefusesAFolderThatIsNotThere) {
  EXPECT_EQ(satchel({"data", "check", "/nowhere/at/all"}).exit_code, 2);
}

TEST(DataSpeakVerb, MakesAFolderThatTheReadersTakeAndNeverTwice) {
  if (!program_exists("espeak-ng")) GTEST_SKIP() << "espeak-ng is not installed";
  const TemporaryFolder folder;
  const std::string lesson = folder.path() / "answers", spoken = folder.path() / "spoken";
  ASSERT_EQ(satchel({"new", "keyword", lesson, "--words", "ja,nein", "--lang", "de"}).exit_code, 0);
  const ProcessResult result =
      satchel({"data", "speak", lesson, spoken, "--people", "2", "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto files = nlohmann::json::parse(result.output)["files"];
  ASSERT_EQ(files.size(), 6u);  // ja, nein and another word, from each
  for (const auto& file : files) EXPECT_TRUE(std::filesystem::exists(file.get<std::string>()));
  const ProcessResult checked = satchel({"data", "check", spoken, "--json"});
  ASSERT_EQ(checked.exit_code, 0) << checked.errors;
  const auto report = nlohmann::json::parse(checked.output);
  EXPECT_EQ(report["clips"], 6);
  EXPECT_EQ(report["labels"]["ja"]["subjects"], 2);
  EXPECT_TRUE(report["undecodable"].empty());
  EXPECT_TRUE(report["misnamed"].empty());
  const ProcessResult again = satchel({"data", "speak", lesson, spoken});
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_THAT(again.errors, HasSubstr("exists already"));
}

TEST(DataSpeakVerb, RefusesALessonWithoutVoicesAndLeavesNothing) {
  const TemporaryFolder folder;
  const std::string lesson = folder.path() / "answers", spoken = folder.path() / "spoken";
  ASSERT_EQ(
      satchel({"new", "keyword", lesson, "--words", "ja,nein", "--data", "recordings"}).exit_code,
      0);
  const ProcessResult result = satchel({"data", "speak", lesson, spoken});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.errors, HasSubstr("names no voices"));
  EXPECT_FALSE(std::filesystem::exists(spoken));
  EXPECT_FALSE(std::filesystem::exists(spoken + ".part"));
}

}  // namespace
}  // namespace satchel
