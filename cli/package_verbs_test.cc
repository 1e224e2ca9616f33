// compile, inspect and infer, as a person meets them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "base/process.h"
#include "compiler/testing/reference_models.h"
#include "compiler/testing/tflite_builder.h"
#include "link/board/profile.h"

namespace satchel {
namespace {

using testing::HasSubstr;
using testing_support::build_tflite;
using testing_support::TfliteModel;

constexpr int kUnusable = static_cast<int>(Exit::kUnusable);
constexpr int kRefused = static_cast<int>(Exit::kRefused);

// A network of one CONV_2D 1x1 that adds its two channels, one file to a test.
class PackageVerbs : public ::testing::Test {
 protected:
  PackageVerbs() {
    TfliteModel model;
    model.tensors = {
        {.name = "picture", .shape = {1, 2, 2, 2}},
        {.name = "weights", .shape = {1, 1, 1, 2}, .scales = {1.0f}, .data = {1, 1}},
        {.name = "out", .shape = {1, 2, 2, 1}},
    };
    model.operators = {{.builtin = 3,
                        .options_type = 1,
                        .options = {{1, 'i', 1}, {2, 'i', 1}},
                        .inputs = {0, 1},
                        .outputs = {2}}};
    model.inputs = {0};
    model.outputs = {2};
    write_file_atomically(file("model.tflite"), build_tflite(model));
    write_file_atomically(file("in.bin"), std::string_view("\1\2\3\4\5\6\7\10"));
  }

  std::string file(const std::string& name) const { return (folder_.path() / name).string(); }

  ProcessResult satchel(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), SATCHEL_PROGRAM);
    return run_process(arguments);
  }

  ProcessResult compile(const std::string& target) const {
    return satchel({"compile", file("model.tflite"), "--target", target, "-o", file("p.satchel")});
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(PackageVerbs, CompileInspectInfer) {
  ASSERT_EQ(compile("host").exit_code, 0);
  const ProcessResult seen = satchel({"inspect", file("p.satchel"), "--json"});
  ASSERT_EQ(seen.exit_code, 0) << seen.errors;
  const auto json = nlohmann::json::parse(seen.output);
  EXPECT_EQ(json["weights_bytes"], 6);  // two weights and a bias
  EXPECT_EQ(json["macs"], 8);
  EXPECT_GT(json["arena_bytes"], 0);
  EXPECT_EQ(json["target"], "host");
  const ProcessResult text = satchel({"inspect", file("p.satchel")});
  EXPECT_THAT(text.output, HasSubstr("arena over time"));
  EXPECT_THAT(text.output, HasSubstr("Conv2d"));

  const ProcessResult ran =
      satchel({"infer", file("p.satchel"), file("in.bin"), "-o", file("out.bin")});
  ASSERT_EQ(ran.exit_code, 0) << ran.errors;
  EXPECT_EQ(read_file(file("out.bin")), (std::vector<std::uint8_t>{3, 7, 11, 15}));
}

// Every board that was built gives the bytes of this machine.
TEST_F(PackageVerbs, InferRunsOnTheTargetsBoard) {
  int boards = 0;
  for (const char* target : {"m3", "m4", "rv32"}) {
    ASSERT_EQ(compile(target).exit_code, 0);
    const ProcessResult ran =
        satchel({"infer", file("p.satchel"), file("in.bin"), "-o", file("out.bin"), "--json"});
    ASSERT_EQ(ran.exit_code, 0) << ran.errors;
    EXPECT_EQ(read_file(file("out.bin")), (std::vector<std::uint8_t>{3, 7, 11, 15})) << target;
    const auto json = nlohmann::json::parse(ran.output);
    if (json["board"] == "host") continue;
    EXPECT_GT(json["instructions"], 0) << target;
    ++boards;
  }
  if (boards == 0) GTEST_SKIP() << "no board is built";
}

TEST_F(PackageVerbs, ATargetWithoutABoardIsRunHereAndSaysSo) {
  ASSERT_EQ(compile("m7").exit_code, 0);
  const ProcessResult ran = satchel({"infer", file("p.satchel"), file("in.bin")});
  ASSERT_EQ(ran.exit_code, 0) << ran.errors;
  EXPECT_THAT(ran.output, HasSubstr("[3,7,11,15]"));
  EXPECT_THAT(ran.errors, HasSubstr("m7"));
}

TEST_F(PackageVerbs, TheSameSourceGivesTheSamePackage) {
  ASSERT_EQ(compile("m4").exit_code, 0);
  const auto first = read_file(file("p.satchel"));
  ASSERT_EQ(compile("m4").exit_code, 0);
  EXPECT_EQ(read_file(file("p.satchel")), first);
}

TEST_F(PackageVerbs, AMistypedTargetIsNamed) {
  const ProcessResult result = compile("m44");
  EXPECT_EQ(result.exit_code, kUnusable);
  EXPECT_THAT(result.errors, HasSubstr("m44"));
  EXPECT_FALSE(std::filesystem::exists(file("p.satchel")));
}

TEST_F(PackageVerbs, AnInputOfAnotherSizeIsRefusedWithTheBytesThatAreNeeded) {
  ASSERT_EQ(compile("host").exit_code, 0);
  write_file_atomically(file("in.bin"), std::string_view("123"));
  const ProcessResult result = satchel({"infer", file("p.satchel"), file("in.bin")});
  EXPECT_EQ(result.exit_code, kUnusable);
  EXPECT_THAT(result.errors, HasSubstr("needs 8 bytes"));
}

TEST_F(PackageVerbs, DamagedPackagesAreRefusedInWords) {
  ASSERT_EQ(compile("host").exit_code, 0);
  const auto whole = read_file(file("p.satchel"));
  const auto refusal = [&](std::vector<std::uint8_t> bytes) {
    write_file_atomically(file("bad.satchel"), bytes);
    const ProcessResult result = satchel({"inspect", file("bad.satchel")});
    EXPECT_EQ(result.exit_code, kRefused);
    EXPECT_EQ(result.output, "");
    return result.errors;
  };
  EXPECT_THAT(refusal({whole.begin(), whole.begin() + 100}), HasSubstr("bad.satchel"));
  auto bytes = whole;
  bytes[8] = 9;
  EXPECT_THAT(refusal(bytes), HasSubstr("newer"));
  EXPECT_THAT(refusal({'n', 'o'}), HasSubstr("bad.satchel"));
  EXPECT_THAT(refusal({}), HasSubstr("bad.satchel"));
}

TEST_F(PackageVerbs, ABudgetThatIsTooSmallNamesTheNumber) {
  const ProcessResult result = satchel({"compile", file("model.tflite"), "--target", "m4", "-o",
                                        file("p.satchel"), "--max-package-bytes", "100"});
  EXPECT_EQ(result.exit_code, kRefused);
  EXPECT_THAT(result.errors, HasSubstr("bytes of flash"));
  EXPECT_FALSE(std::filesystem::exists(file("p.satchel")));
}

TEST_F(PackageVerbs, ABoardsFiguresSayHowLongAChargeLasts) {
  const auto known = known_boards();
  if (std::find(known.begin(), known.end(), "mps2_m4") == known.end()) {
    GTEST_SKIP() << "mps2_m4 is not built";
  }
  ASSERT_EQ(compile("m4").exit_code, 0);
  const std::string package = file("p.satchel");
  const ProcessResult shown = satchel({"inspect", package, "--board", "mps2_m4", "--json"});
  ASSERT_EQ(shown.exit_code, 0) << shown.errors;
  const auto charge = nlohmann::json::parse(shown.output)["charge"];
  EXPECT_EQ(charge["stands_for"], "nRF52832");
  EXPECT_GT(charge["hours"], 1);
  EXPECT_NEAR(charge["hours"].get<double>() * charge["milliwatts"].get<double>(),
              charge["battery_mwh"].get<double>(), 1e-6);
  const ProcessResult refused =
      satchel({"inspect", package, "--board", "mps2_m4", "--least-hours", "100000"});
  EXPECT_EQ(refused.exit_code, kRefused);
  EXPECT_THAT(refused.errors, HasSubstr("at least 100000.0 h are wanted"));
  EXPECT_EQ(satchel({"inspect", package, "--board", "linux"}).exit_code, kRefused);
}

TEST_F(PackageVerbs, WhatIsNoSourceIsRefused) {
  EXPECT_EQ(satchel({"compile", file("in.bin"), "--target", "m4", "-o", file("p")}).exit_code,
            kRefused);
  EXPECT_EQ(satchel({"compile", file("absent"), "--target", "m4", "-o", file("p")}).exit_code,
            kUnusable);
  EXPECT_EQ(satchel({"compile", file("."), "--target", "m4", "-o", file("p")}).exit_code,
            kUnusable);
}

TEST_F(PackageVerbs, AFullDiskLeavesNothing) {
  const ProcessResult result =
      satchel({"compile", file("model.tflite"), "--target", "host", "-o", "/dev/full"});
  EXPECT_EQ(result.exit_code, static_cast<int>(Exit::kFailed));
}

}  // namespace
}  // namespace satchel
