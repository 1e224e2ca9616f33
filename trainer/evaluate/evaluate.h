#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "trainer/data/corpus.h"

namespace satchel {

// One second of sound whose label is known.
struct TestClip {
  std::string file;
  int label = 0;        // of the package
  std::string subject;  // who speaks, or which recording of noise it was cut from
  bool person = true;   // whether the subject is a person
  std::span<const std::int16_t> pcm = {};
  bool synthetic = false;                    // whether that person is a synthetic voice
  std::optional<std::uint64_t> begins = {};  // of a cut from a recording: its first sample
};

// What a package answered to one clip.
struct TestAnswer {
  int label = 0;
  double confidence = 0;  // 0 to 1
};

struct ClassResult {
  std::string label;
  std::uint32_t count = 0;  // clips; 0: not in the data, and not in any average
  double recall = 0;
};

struct WrongAnswer {
  std::size_t clip = 0;  // index of the test clip
  std::string file, truth, answer;
  double confidence = 0;
};

struct Scores {
  std::string split;                     // "test", "validation", "training", "all"
  std::vector<std::string> labels;       // of the package: rows and columns of `confusion`
  std::vector<std::uint32_t> confusion;  // row by row: [truth][answer]
  std::vector<ClassResult> classes;      // one a label
  double accuracy = 0;                   // fraction of clips
  double low = 0, high = 0;              // 95 % interval of the accuracy: bootstrap over people
  double macro_recall = 0;               // mean recall of the classes that have clips
  std::uint32_t subjects = 0;            // people heard
  std::uint32_t clips = 0;
  std::vector<WrongAnswer> wrong;  // the most confident first
};

// What is tested of a corpus: the clips of one split (of all without one), and for `_silence_`, if
// the package has it, one-second cuts of the last quarter of each recording of noise, as many as a
// class has clips on average. A word that is no label counts as `_unknown_`; without that label it
// is refused by name (Exit::kRefused). `corpus` must outlive the result.
std::vector<TestClip> test_clips(const Corpus& corpus, std::span<const std::string> labels,
                                 std::optional<Split> split);

// Runs the package on every clip, on all processors.
std::vector<TestAnswer> run_package(std::span<const std::uint8_t> package,
                                    const std::string& source, std::span<const TestClip> clips);

// Counts. The interval draws people, not clips, 2,000 times from `seed`.
Scores score(std::span<const TestClip> clips, std::span<const TestAnswer> answers,
             std::span<const std::string> labels, const std::string& split, std::uint64_t seed = 1);

struct EvaluateOptions {
  std::optional<Split> split = Split::kTest;  // empty: all
  std::string match;  // a shell pattern for `<label>/<file>` or `<file>`; empty: all
  std::uint64_t seed = 1;
};

// What came out, with all that it was made from.
struct Evaluated {
  Corpus corpus;  // what the clips lie in
  std::vector<TestClip> clips;
  Scores scores;
};

// All of it for a data folder. Throws Exit::kRefused when nothing in it can be tested.
Evaluated evaluate_folder(std::span<const std::uint8_t> package, const std::string& source,
                          const std::filesystem::path& folder, const EvaluateOptions& options);

}  // namespace satchel
