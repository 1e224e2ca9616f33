// The hours of a charge against a lesson's budget, on boards that are profiles alone, of a target
// that no built board has.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "base/process.h"
#include "compiler/testing/loudness.h"

namespace satchel {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr int kUnusable = static_cast<int>(Exit::kUnusable);
constexpr int kRefused = static_cast<int>(Exit::kRefused);

// Nothing in it depends on the package but the work: 10 mA at 1 V awake, 1 mA asleep or sensing.
constexpr const char* kProfile = R"(
[board]
name = "{0}"
title = "a board for tests"
target = "m7"
clock_hz = 1_000_000
ram_bytes = 262_144
[flash]
bytes = 1_048_576
sector_bytes = 4096
program_unit = 4
[model]
slot_bytes = 262_144
arena_bytes = 65_536
[energy]
stands_for = "a chip"
clock_hz = 1_000_000
volts = 1
running_ma = 10
asleep_ma = 1
sensor_ma = 1
battery_mwh = {1}
cycles_per_instruction = 1
front_end_instructions = 100_000
)";

class ChargeBudget : public ::testing::Test {
 protected:
  std::string file(const std::string& name) const { return (folder_.path() / name).string(); }

  void board(const std::string& name, int battery_mwh) const {
    std::filesystem::create_directories(file("boards/" + name));
    write_file_atomically(file("boards/" + name + "/board.toml"),
                          fmt::format(fmt::runtime(kProfile), name, battery_mwh));
  }

  // The out folder of a lesson that wants so many hours.
  void lesson(std::uint64_t hours) const {
    TrainedModel model = loudness_model();
    model.card.charge_hours = hours;
    write_trained_model(file("out"), model);
    write_file_atomically(file("p.satchel"), package_of(model, Target::kM7));
  }

  ProcessResult satchel(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), SATCHEL_PROGRAM);
    RunOptions options;
    options.environment = {{"SATCHEL_BOARDS", file("boards")}};
    return run_process(arguments, options);
  }
  ProcessResult compile() const {
    return satchel({"compile", file("out"), "--target", "m7", "-o", file("made.satchel")});
  }
  ProcessResult inspect(const std::string& board, std::vector<std::string> more = {}) const {
    std::vector<std::string> words = {"inspect", file("p.satchel"), "--board", board};
    words.insert(words.end(), more.begin(), more.end());
    return satchel(words);
  }
  double hours(const std::string& board, std::vector<std::string> more = {}) const {
    more.push_back("--json");
    const ProcessResult seen = inspect(board, more);
    EXPECT_EQ(seen.exit_code, 0) << seen.errors;
    return json::parse(seen.output)["charge"]["hours"];
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(ChargeBudget, AConfigurationBelowItIsRefusedWithTheNumber) {
  board("small", 10);
  lesson(0);
  const double lasts = hours("small");
  ASSERT_GT(lasts, 1);
  ASSERT_LT(lasts, 10);
  lesson(10);
  const auto refused = AllOf(HasSubstr(fmt::format("a charge lasts {:.1f} h on small", lasts)),
                             HasSubstr("the lesson's budget is at least 10 h"),
                             HasSubstr("lower charge_hours in the lesson's [budgets]"));
  for (const ProcessResult& result :
       {compile(), inspect("small"), satchel({"run", file("out"), "--board", "small"}),
        satchel({"listen", file("out"), "--board", "small"})}) {
    EXPECT_EQ(result.exit_code, kRefused);
    EXPECT_THAT(result.errors, refused);
    EXPECT_EQ(result.output, "");
  }
  EXPECT_FALSE(std::filesystem::exists(file("made.satchel")));
}

TEST_F(ChargeBudget, TheUseIsPartOfTheConfiguration) {
  board("small", 1000);
  lesson(0);
  const double always = hours("small", {"--share-with-sound", "1"});
  const double never = hours("small", {"--share-with-sound", "0"});
  ASSERT_GT(never, std::ceil(always)) << "no whole number is between them";
  lesson(static_cast<std::uint64_t>(std::ceil(always)));
  EXPECT_EQ(inspect("small", {"--share-with-sound", "0"}).exit_code, 0);
  const ProcessResult refused = inspect("small", {"--share-with-sound", "1"});
  EXPECT_EQ(refused.exit_code, kRefused);
  EXPECT_THAT(refused.errors, HasSubstr("with sound in 100 % of the windows"));
}

TEST_F(ChargeBudget, OneBoardOfTheTargetIsEnoughToCompile) {
  board("small", 10);
  board("large", 100'000);
  lesson(10);
  const ProcessResult made = compile();
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  EXPECT_THAT(made.output, AllOf(HasSubstr("h on small, too short"), HasSubstr("h on large\n")));
  EXPECT_EQ(inspect("large").exit_code, 0);
  EXPECT_EQ(inspect("small").exit_code, kRefused);
}

TEST_F(ChargeBudget, ALessonWithoutOneIsNeverRefused) {
  board("small", 1);
  lesson(0);
  const ProcessResult made = compile();
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  EXPECT_THAT(made.output, Not(HasSubstr("charge")));
  const ProcessResult seen = inspect("small", {"--json"});
  ASSERT_EQ(seen.exit_code, 0) << seen.errors;
  EXPECT_EQ(json::parse(seen.output)["charge"]["least_hours"], nullptr);
}

TEST_F(ChargeBudget, WhereNoBoardHasFiguresItIsSaid) {
  lesson(10);
  const ProcessResult made = compile();
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  EXPECT_THAT(made.output,
              HasSubstr("whether a charge lasts 10 h was not judged: no board for m7"));
  ASSERT_EQ(
      satchel({"compile", file("out"), "--target", "host", "-o", file("p.satchel")}).exit_code, 0);
  const ProcessResult linux = inspect("linux");
  EXPECT_EQ(linux.exit_code, 0) << linux.errors;
  EXPECT_THAT(linux.output, HasSubstr("not known: linux has no energy figures"));
  EXPECT_THAT(linux.output, HasSubstr("arena"));
  const ProcessResult judged = inspect("linux", {"--least-hours", "1"});
  EXPECT_EQ(judged.exit_code, kUnusable);
  EXPECT_THAT(judged.errors, HasSubstr("linux has no energy figures"));
}

TEST_F(ChargeBudget, TheCardSaysWhatTheProgramCosts) {
  board("small", 10);
  lesson(3);
  const ProcessResult seen = inspect("small", {"--json"});
  ASSERT_EQ(seen.exit_code, 0) << seen.errors;
  const json all = json::parse(seen.output);
  EXPECT_EQ(all["card"]["work"]["instructions"], all["instructions"]);
  EXPECT_EQ(all["charge"]["inference_instructions"], all["instructions"]);
  EXPECT_EQ(1000.0 / all["card"]["work"]["hop_ms"].get<double>(),
            all["charge"]["windows_a_second"].get<double>());
  EXPECT_EQ(all["card"]["charge_hours"], 3);
  EXPECT_EQ(all["charge"]["least_hours"], 3);
}

}  // namespace
}  // namespace satchel
