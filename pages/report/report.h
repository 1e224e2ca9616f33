#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace satchel {

// What report.html shows. Whoever trains or evaluates fills it in; a part that is empty is left out
// of the page. All texts are plain text in UTF-8 (file names may be anything): the page escapes
// them.

// One epoch of training. Accuracies are fractions, 0 to 1.
struct LearningPoint {
  int epoch = 0;      // counted from 1
  bool int8 = false;  // with weights and activations rounded as in the package
  double training_loss = 0;
  double validation_loss = 0;
  double training_accuracy = 0;
  double validation_accuracy = 0;
};

struct Accuracy {
  double value = 0;          // fraction of clips, 0 to 1
  double low = 0, high = 0;  // 95 % interval: bootstrap over people
};

// What one model did on one split of some data.
struct Evaluation {
  std::string split;                  // "test"
  std::vector<std::string> classes;   // rows and columns of `confusion`
  std::vector<std::uint32_t> counts;  // row by row: [truth][answer], classes.size() squared
  Accuracy accuracy;
  double macro_recall = 0;     // mean of the recalls of the classes that have clips
  std::uint32_t subjects = 0;  // people in the split

  std::uint32_t count(std::size_t truth, std::size_t answer) const {
    return counts[truth * classes.size() + answer];
  }
};

// What a package costs on one target. Numbers that nobody measured are empty.
struct TargetCost {
  std::string target;  // "m4"
  std::string board;   // where it was measured: "mps2_m4"; empty when nowhere
  std::uint64_t package_bytes = 0;
  std::uint64_t weights_bytes = 0;
  std::uint64_t arena_bytes = 0;
  std::uint64_t macs = 0;
  std::optional<std::uint64_t> feature_instructions;    // for one second of sound, or one input
  std::optional<std::uint64_t> inference_instructions;  // for one inference
  std::optional<std::uint64_t> estimated_instructions;  // the compiler's guess at the same
  std::optional<std::uint64_t> stack_bytes;             // peak
  std::optional<std::uint64_t> flash_bytes;             // firmware without the package
};

// A picture of the features of a clip: `levels` row by row, band 0 (lowest frequency) first, 0 dark
// to 255 bright.
struct Spectrogram {
  std::uint32_t frames = 0;
  std::uint32_t bands = 0;
  std::vector<std::uint8_t> levels;  // bands * frames
};

struct WrongExample {
  std::string file;
  std::string truth;
  std::string answer;
  double confidence = 0;                // in the answer, 0 to 1
  Spectrogram spectrogram;              // may be empty: then it is listed by name
  std::vector<std::int16_t> recording;  // 16 kHz, one channel; empty unless --with-recordings
};

// One line of "how this was made": a name and its value, as text.
struct Fact {
  std::string name;
  std::string value;
};

struct Report {
  std::string lesson;     // its name
  std::string objective;  // what a learner practises
  std::string kind;       // "keyword"
  std::vector<Fact> facts;
  std::vector<LearningPoint> learning;
  std::optional<int> best_epoch;           // whose weights were kept
  Evaluation evaluation;                   // of the int8 package, run by core
  std::optional<Accuracy> float_accuracy;  // of the float model, on the same clips
  std::vector<TargetCost> targets;
  std::vector<WrongExample> wrong;
};

// The whole page: no script, no network, nothing outside itself.
// Throws Exit::kUnusable when the parts contradict each other (counts that do not fit classes,
// levels that do not fit the picture).
std::string render_report(const Report& report);

// The same data as a file (out/report.json), so that `satchel report` can render it again.
// Recordings are not kept in it. read_report throws Exit::kUnusable, naming the file and the part
// that is wrong.
void write_report(const std::filesystem::path& path, const Report& report);
Report read_report(const std::filesystem::path& path);

inline constexpr const char* kReportFile = "report.html";
inline constexpr const char* kReportDataFile = "report.json";

// Both files of an out folder.
void write_report_files(const std::filesystem::path& folder, const Report& report);

// Adds what was measured on a board to the report of an out folder, in place of an earlier
// measurement of the same target and board, and renders the page again. Does nothing when the
// folder has no report.json.
void add_target_cost(const std::filesystem::path& folder, const TargetCost& cost);

}  // namespace satchel
