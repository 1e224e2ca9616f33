// train, report and evaluate as people meet them, with a lesson that is learned in seconds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <csignal>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "base/error.h"
#include "base/file.h"
#include "base/process.h"
#include "cli/wav_file.h"
#include "core/package/view.h"
#include "firmware/agent/telemetry/card_statistics.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;
using Json = nlohmann::json;

constexpr int kRefused = static_cast<int>(Exit::kRefused);
constexpr int kInterrupted = static_cast<int>(Exit::kInterrupted);

constexpr const char* kLesson = R"(objective = "keyword"
description = "Three words."
labels = ["yes", "no", "up", "_unknown_", "_silence_"]
targets = ["m0", "m4"]
[[data]]
voices = "en-us"
people = 12
takes = 1
unknown_words = 2
[model]
stem = { channels = 8, kernel = [5, 5], stride = [4, 4] }
[[model.blocks]]
channels = 8
[training]
epochs = 24
int8_epochs = 2
batch = 16
masks = 0
learning_rate = 0.02
epoch_clips = 48
average_steps = 8
)";

class TrainVerb : public testing::Test {
 protected:
  // One training that most tests look at.
  static void SetUpTestSuite() {
    if (!program_exists("espeak-ng")) return;
    folder_ = new TemporaryFolder;
    write_file_atomically(lesson() / "lesson.toml", std::string_view(kLesson));
    trained_ = new ProcessResult(satchel({"train", lesson(), "--json"}));
  }
  static void TearDownTestSuite() {
    delete trained_;
    delete folder_;
    trained_ = nullptr;
    folder_ = nullptr;
  }
  void SetUp() override {
    if (folder_ == nullptr) GTEST_SKIP() << "espeak-ng is not installed";
    ASSERT_EQ(trained_->exit_code, 0) << trained_->errors;
  }

  static fs::path lesson() { return folder_->path() / "three_words"; }
  static fs::path out() { return lesson() / "out"; }
  static std::vector<std::pair<std::string, std::string>> environment() {
    return {{"SATCHEL_CACHE", folder_->path() / "cache"}};
  }
  static ProcessResult satchel(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), SATCHEL_PROGRAM);
    RunOptions options;
    options.environment = environment();
    return run_process(arguments, options);
  }

  static TemporaryFolder* folder_;
  static ProcessResult* trained_;
};

TemporaryFolder* TrainVerb::folder_ = nullptr;
ProcessResult* TrainVerb::trained_ = nullptr;

std::set<std::string> files_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    names.insert(fs::relative(entry.path(), folder).string());
  }
  return names;
}

TEST_F(TrainVerb, LeavesAWholeFolder) {
  const Json answer = Json::parse(trained_->output);
  EXPECT_EQ(answer["lesson"], "three_words");
  EXPECT_FALSE(answer["up_to_date"]);
  EXPECT_EQ(answer["report"], (out() / "report.html").string());
  EXPECT_EQ(files_in(out()),
            (std::set<std::string>{"host.satchel", "lock.json", "metrics.json", "mistakes.cbor",
                                   "model.cbor", "report.html", "report.json"}));
  const Json lock = Json::parse(read_text_file(out() / "lock.json"));
  EXPECT_EQ(lock["data"].get<std::string>().size(), 64u);
  EXPECT_EQ(lock["seed"], 1);
  for (const char* key : {"satchel", "libtorch"}) EXPECT_TRUE(lock[key].is_string()) << key;
  for (const char* file : {"host.satchel", "metrics.json", "mistakes.cbor", "model.cbor"}) {
    EXPECT_TRUE(lock["files"].contains(file)) << file;
  }
  const Json metrics = Json::parse(read_text_file(out() / "metrics.json"));
  EXPECT_EQ(metrics["test"]["accuracy"], answer["test"]["accuracy"]);
  EXPECT_EQ(metrics["float_test"]["accuracy"], answer["test"]["float"]);
  EXPECT_EQ(metrics["epochs"].size(), 26u);
}

// The golden vectors are some of what the card's figures are about, so they must look alike.
TEST_F(TrainVerb, AKitReadsInTheCardWhatItsFeaturesShouldLookLike) {
  const std::string file = read_text_file(out() / "host.satchel");
  const std::vector<std::uint8_t> package(file.begin(), file.end());
  PackageView view;
  ASSERT_TRUE(PackageView::open(package.data(), package.size(), &view).ok());
  const auto card = view.section(Section::kCard);
  const FeatureStatistics said = feature_statistics(ByteView{card.data, card.size});
  ASSERT_GT(said.deviation, 0u);
  double sum = 0, squares = 0, count = 0;
  ASSERT_GT(view.golden_count(), 0u);
  for (std::uint32_t i = 0; i < view.golden_count(); ++i) {
    Bytes input, output;
    view.golden(i, &input, &output);
    for (std::size_t at = 0; at < view.input(0).bytes; ++at) {
      const auto value = static_cast<std::int8_t>(input.data[at]);
      sum += value;
      squares += value * value;
      ++count;
    }
  }
  const double mean = sum / count, deviation = std::sqrt(squares / count - mean * mean);
  EXPECT_NEAR(said.mean / 256.0, mean, deviation / 2);
  EXPECT_NEAR(std::log2(said.deviation / 256.0 / deviation), 0, 0.5);
  std::printf("  card: mean %.2f, deviation %.2f; golden inputs: %.2f, %.2f\n", said.mean / 256.0,
              said.deviation / 256.0, mean, deviation);
}

TEST_F(TrainVerb, TheReportShowsEverything) {
  const std::string page = read_text_file(out() / "report.html");
  for (const char* part :
       {"three_words", "Three words.", "What it mixes up", "How it learned", "95 % interval",
        "float", "Size and cost", ">host<", ">m0<", ">m4<", "≈ ", "How this was made"}) {
    EXPECT_THAT(page, HasSubstr(part));
  }
  EXPECT_THAT(page, Not(HasSubstr("://")));
  EXPECT_THAT(page, Not(HasSubstr("<audio")));
}

TEST_F(TrainVerb, ReportMakesThePageAgain) {
  const std::string page = read_text_file(out() / "report.html");
  fs::remove(out() / "report.html");
  ASSERT_EQ(satchel({"report", out()}).exit_code, 0);
  EXPECT_EQ(read_text_file(out() / "report.html"), page);
  const fs::path loud = folder_->path() / "loud.html";
  ASSERT_EQ(satchel({"report", out(), "--with-recordings", "-o", loud}).exit_code, 0);
  const Json metrics = Json::parse(read_text_file(out() / "metrics.json"));
  if (!metrics["test"]["wrong"].empty()) {
    EXPECT_THAT(read_text_file(loud), HasSubstr("<audio"));
  }
  EXPECT_EQ(read_text_file(out() / "report.html"), page);
}

TEST_F(TrainVerb, ReportRefusesAFolderWithoutTraining) {
  const ProcessResult result = satchel({"report", lesson()});
  EXPECT_EQ(result.exit_code, static_cast<int>(Exit::kUnusable));
  EXPECT_THAT(result.errors, HasSubstr("holds no trained lesson"));
}

TEST_F(TrainVerb, ASecondTimeNothingIsDone) {
  const ProcessResult again = satchel({"train", lesson(), "--json"});
  ASSERT_EQ(again.exit_code, 0) << again.errors;
  const Json answer = Json::parse(again.output);
  EXPECT_TRUE(answer["up_to_date"]);
  EXPECT_EQ(answer["test"], Json::parse(trained_->output)["test"]);
  EXPECT_THAT(satchel({"train", lesson()}).output, HasSubstr("Nothing has changed"));
}

// Ctrl-C between two epochs, then the same command again: the package is the one of a training
// that nobody interrupted, which is also what the same seed promises.
TEST_F(TrainVerb, GoesOnAfterCtrlCAndEndsAlike) {
  const std::string other = folder_->path() / "interrupted";
  SpawnOptions options;
  options.environment = environment();
  options.errors = options.output = Stream::kNull;
  Process first({SATCHEL_PROGRAM, "train", lesson(), "--out", other}, options);
  for (int i = 0; i < 12000 && !fs::exists(other + "/checkpoint.cbor"); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  first.signal(SIGINT);
  ASSERT_EQ(first.wait(), kInterrupted);
  EXPECT_EQ(files_in(other), (std::set<std::string>{"checkpoint.cbor"}));

  const ProcessResult second = satchel({"train", lesson(), "--out", other});
  ASSERT_EQ(second.exit_code, 0) << second.errors;
  EXPECT_THAT(second.errors, HasSubstr("Resuming after epoch"));
  EXPECT_EQ(read_file(other + "/host.satchel"), read_file(out() / "host.satchel"));
}

TEST_F(TrainVerb, AnotherSeedIsAnotherTraining) {
  const fs::path other = folder_->path() / "seed";
  const ProcessResult result = satchel({"train", lesson(), "--out", other, "--seed", "2"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_NE(read_file(other / "host.satchel"), read_file(out() / "host.satchel"));
}

// No file may be longer than 512 bytes, so not even a checkpoint can be written.
TEST_F(TrainVerb, AFullDiskLeavesTheEarlierTraining) {
  const auto before = read_file(out() / "host.satchel");
  const auto files = files_in(out());
  RunOptions options;
  options.environment = environment();
  const ProcessResult full = run_process({"sh", "-c", "trap '' XFSZ; ulimit -f 1; exec \"$@\"",
                                          "sh", SATCHEL_PROGRAM, "train", lesson(), "--seed", "3"},
                                         options);
  EXPECT_EQ(full.exit_code, static_cast<int>(Exit::kFailed)) << full.errors;
  EXPECT_THAT(full.errors, HasSubstr(out().string()));
  EXPECT_EQ(files_in(out()), files);
  EXPECT_EQ(read_file(out() / "host.satchel"), before);
}

TEST_F(TrainVerb, EvaluateAnswersForAnyFolder) {
  const fs::path words = folder_->path() / "words";
  const std::string sound = wav_file(std::string(32000, '\1'), 16000, 1);
  for (const char* subject : {"p01", "p02", "p04"}) {
    write_file_atomically(words / "yes" / (std::string(subject) + "__0.wav"), sound);
  }
  const ProcessResult result = satchel({"evaluate", out(), "--data", words, "--split", "all",
                                        "--report", folder_->path() / "e.html", "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const Json answer = Json::parse(result.output);
  EXPECT_EQ(answer["split"], "all");
  EXPECT_EQ(answer["classes"], Json({"yes"}));
  EXPECT_EQ(answer["subjects"], 3);
  EXPECT_EQ(answer["per_class"]["yes"]["count"], 3);
  EXPECT_EQ(answer["macro_recall"], answer["accuracy"]);
  EXPECT_THAT(read_text_file(folder_->path() / "e.html"), HasSubstr("What it mixes up"));
  const ProcessResult tested = satchel({"evaluate", out(), "--data", words, "--json"});
  ASSERT_EQ(tested.exit_code, 0) << tested.errors;
  EXPECT_EQ(Json::parse(tested.output)["subjects"], 1) << "p01 alone is of the test split";
}

// What is refused before anything is trained, and leaves nothing.
TEST_F(TrainVerb, BadLessonsAreRefusedByName) {
  const fs::path bad = folder_->path() / "bad";
  const auto refusal = [&](const std::string& text) {
    write_file_atomically(bad / "lesson.toml", text);
    const ProcessResult result = satchel({"train", bad});
    EXPECT_EQ(result.exit_code, kRefused) << text;
    EXPECT_FALSE(fs::exists(bad / "out")) << text;
    return result.errors;
  };
  const std::string mistyped = refusal("objective = \"keyword\"\nlables = [\"yes\", \"no\"]\n");
  EXPECT_THAT(mistyped, HasSubstr("lables"));
  EXPECT_THAT(mistyped, HasSubstr("`labels`"));

  const std::string head = "objective = \"keyword\"\nlabels = [\"yes\", \"no\"]\n";
  const std::string source = "[[data]]\nfolder = \"recordings\"\n";
  const std::string wav = wav_file(std::string(32000, '\1'), 16000, 1);
  write_file_atomically(bad / "recordings/yes/p01__0.wav", wav);
  EXPECT_THAT(refusal(head + source), HasSubstr("one person"));
  write_file_atomically(bad / "recordings/yes/p02__0.wav", wav);
  EXPECT_THAT(refusal(head + source), HasSubstr("no data for the label no"));
  EXPECT_THAT(refusal(head), HasSubstr("names no data"));
}

}  // namespace
}  // namespace satchel
