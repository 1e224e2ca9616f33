#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "pages/report/report.h"

namespace satchel {
namespace {

using testing::HasSubstr;

Report example() {
  Report report;
  report.lesson = "yes or no";
  report.kind = "keyword";
  report.facts = {{"seed", "1"}};
  report.learning = {{1, false, 2.0, 1.5, 0.4, 0.5}};
  report.best_epoch = 1;
  report.evaluation = {"test", {"yes", "no"}, {3, 1, 0, 4}, {0.875, 0.7, 0.95}, 0.875, 5};
  TargetCost cost;
  cost.target = "m4";
  cost.inference_instructions = 12345;
  report.targets = {cost};
  WrongExample wrong;
  wrong.file = "caf\xE9.wav";  // Latin-1, not UTF-8
  wrong.spectrogram = {2, 1, {0, 255}};
  wrong.recording = {1, 2, 3};
  report.wrong.push_back(wrong);
  return report;
}

TEST(ReportJson, ReadsBackWhatItWrote) {
  const TemporaryFolder folder;
  write_report(folder.path() / "report.json", example());
  const Report back = read_report(folder.path() / "report.json");
  EXPECT_EQ(back.lesson, "yes or no");
  EXPECT_EQ(back.learning.at(0).validation_accuracy, 0.5);
  EXPECT_EQ(back.best_epoch, 1);
  EXPECT_EQ(back.evaluation.count(0, 1), 1u);
  EXPECT_FALSE(back.float_accuracy);
  EXPECT_EQ(back.targets.at(0).inference_instructions, 12345u);
  EXPECT_FALSE(back.targets.at(0).stack_bytes);
  EXPECT_EQ(back.wrong.at(0).spectrogram.levels, (std::vector<std::uint8_t>{0, 255}));
  EXPECT_TRUE(back.wrong.at(0).recording.empty()) << "recordings are never kept in the data";
}

TEST(ReportJson, AMeasurementReplacesTheEarlierOne) {
  const TemporaryFolder folder;
  TargetCost cost;
  cost.target = "m4";
  add_target_cost(folder.path(), cost);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << "no report, nothing to add to";

  write_report_files(folder.path(), example());
  cost.board = "mps2_m4";
  cost.stack_bytes = 1000;
  add_target_cost(folder.path(), cost);
  cost.stack_bytes = 2000;
  add_target_cost(folder.path(), cost);
  const Report back = read_report(folder.path() / "report.json");
  ASSERT_EQ(back.targets.size(), 1u) << "the unmeasured line of the same target is replaced too";
  EXPECT_EQ(back.targets[0].stack_bytes, 2000u);
  EXPECT_THAT(read_text_file(folder.path() / "report.html"), HasSubstr("mps2_m4"));
}

TEST(ReportJson, NamesWhatIsWrong) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "report.json";
  for (const char* text : {"", "{", "[]", "{\"lesson\": 3}", "{\"lesson\": \"x\"}"}) {
    write_file_atomically(path, std::string_view(text));
    try {
      read_report(path);
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), Exit::kUnusable);
      EXPECT_THAT(error.what(), HasSubstr("report.json"));
    }
  }
}

}  // namespace
}  // namespace satchel
