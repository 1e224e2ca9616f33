#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "base/error.h"
#include "base/process.h"

namespace satchel {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

ProcessResult satchel_program(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), SATCHEL_PROGRAM);
  return run_process(arguments);
}

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
constexpr bool kSanitized = __has_feature(address_sanitizer);
#else
constexpr bool kSanitized = false;
#endif
constexpr int kUnusable = static_cast<int>(Exit::kUnusable);

TEST(Program, HelpNamesTheVerbsQuickly) {
  auto best = std::chrono::steady_clock::duration::max();
  for (int i = 0; i < 5; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const ProcessResult help = satchel_program({"--help"});
    best = std::min(best, std::chrono::steady_clock::now() - start);
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_THAT(help.output, HasSubstr("version"));
    EXPECT_EQ(help.errors, "");
  }
  // A tenth of a second is promised; the best of five keeps a busy machine out of it.
  // The sanitizers' program is another one: it starts about three times as slowly.
  if (!kSanitized) {
    EXPECT_LT(best, std::chrono::milliseconds(100));
  }
}

TEST(Program, SaysItsVersion) {
  EXPECT_THAT(satchel_program({"--version"}).output, StartsWith("satchel 0."));
  EXPECT_THAT(satchel_program({"version", "--json"}).output, HasSubstr("\"version\": \"0."));
}

TEST(Program, AVerbIsRequired) {
  const ProcessResult result = satchel_program({});
  EXPECT_EQ(result.exit_code, kUnusable);
  EXPECT_EQ(result.output, "");
  EXPECT_THAT(result.errors, HasSubstr("satchel --help"));
}

TEST(Program, AMistypedVerbOrFlagIsNamedWithTheNearest) {
  const ProcessResult verb = satchel_program({"verison"});
  EXPECT_EQ(verb.exit_code, kUnusable);
  EXPECT_THAT(verb.errors, HasSubstr("there is no `satchel verison`"));
  EXPECT_THAT(verb.errors, HasSubstr("Did you mean `version`?"));
  const ProcessResult flag = satchel_program({"version", "--jsn"});
  EXPECT_EQ(flag.exit_code, kUnusable);
  EXPECT_THAT(flag.errors, HasSubstr("Did you mean `--json`?"));
  EXPECT_THAT(flag.errors, HasSubstr("satchel version --help"));
}

TEST(Program, WithJsonAnErrorIsAnAnswerToo) {
  const ProcessResult result = satchel_program({"version", "--json", "--nonsense"});
  EXPECT_EQ(result.exit_code, kUnusable);
  EXPECT_THAT(result.output, HasSubstr("\"exit\": 2"));
  EXPECT_THAT(result.errors, HasSubstr("--nonsense"));
}

TEST(Program, AnAnswerThatCannotBeWrittenIsAFailure) {
  const ProcessResult result =
      run_process({"sh", "-c", "exec \"$0\" version > /dev/full", SATCHEL_PROGRAM});
  EXPECT_EQ(result.exit_code, static_cast<int>(Exit::kFailed));
  EXPECT_THAT(result.errors, HasSubstr("could not be written"));
}

}  // namespace
}  // namespace satchel
