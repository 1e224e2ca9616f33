#include "base/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "base/error.h"
#include "base/file.h"

namespace satchel {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(Process, CollectsOutputErrorsAndExitCode) {
  const ProcessResult result = run_process({"sh", "-c", "echo out; echo err >&2; exit 3"});
  EXPECT_EQ(result.output, "out\n");
  EXPECT_EQ(result.errors, "err\n");
  EXPECT_EQ(result.exit_code, 3);
}

TEST(Process, NoShellReadsTheArguments) {
  EXPECT_EQ(run_process({"printf", "%s", "$(id) `id`; *"}).output, "$(id) `id`; *");
}

TEST(Process, CarriesMoreThanAPipeHoldsBothWays) {
  const std::string text(1 << 20, 'x');
  RunOptions options;
  options.input = text;
  EXPECT_EQ(run_process({"cat"}, options).output, text);
}

TEST(Process, AChildThatDoesNotReadIsNoError) {
  const std::string text(1 << 20, 'x');
  RunOptions options;
  options.input = text;
  EXPECT_EQ(run_process({"true"}, options).exit_code, 0);
}

TEST(Process, SaysWhichProgramIsMissing) {
  try {
    run_process({"no-such-program-here"});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), Exit::kUnavailable);
    EXPECT_THAT(error.what(), HasSubstr("no-such-program-here"));
  }
  EXPECT_FALSE(program_exists("no-such-program-here"));
  EXPECT_TRUE(program_exists("sh"));
}

TEST(Process, LimitsTimeAndOutput) {
  RunOptions options;
  options.timeout = 100ms;
  EXPECT_THROW(run_process({"sleep", "60"}, options), Error);
  options.timeout = 0ms;
  options.output_limit = 1000;
  EXPECT_THROW(run_process({"yes"}, options), Error);
}

TEST(Process, EnvironmentAndFolderAreTheChilds) {
  const TemporaryFolder folder;
  RunOptions options;
  options.environment = {{"SATCHEL_TEST_WORD", "up"}};
  options.directory = folder.path();
  EXPECT_EQ(run_process({"sh", "-c", "echo $SATCHEL_TEST_WORD; pwd -P"}, options).output,
            "up\n" + std::filesystem::canonical(folder.path()).string() + "\n");
}

TEST(Process, NothingOutlivesTheObject) {
  pid_t pid = 0;
  {
    Process child({"sleep", "60"});
    pid = child.pid();
    EXPECT_EQ(::kill(pid, 0), 0);
    EXPECT_FALSE(child.wait_for(1ms));
  }
  EXPECT_EQ(::kill(pid, 0), -1);
}

TEST(Process, StopAsksBeforeItKills) {
  SpawnOptions options;
  options.output = Stream::kPipe;
  options.own_group = true;
  Process polite({"sleep", "60"}, options);
  polite.stop();
  EXPECT_EQ(polite.wait(), 128 + SIGTERM);

  Process deaf({"sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"}, options);
  char byte = 0;
  EXPECT_EQ(::read(deaf.output().get(), &byte, 1), 1);
  deaf.stop(50ms);
  EXPECT_EQ(deaf.wait(), 128 + SIGKILL);
}

TEST(Process, TalksOverPipes) {
  SpawnOptions options;
  options.input = options.output = Stream::kPipe;
  Process child({"cat"}, options);
  ASSERT_EQ(::write(child.input().get(), "hi", 2), 2);
  char buffer[2] = {};
  ASSERT_EQ(::read(child.output().get(), buffer, 2), 2);
  EXPECT_EQ(std::string_view(buffer, 2), "hi");
  child.input().close();
  EXPECT_EQ(child.wait(), 0);
}

}  // namespace
}  // namespace satchel
