#include "trainer/corpus/gather.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "trainer/corpus/speak.h"
#include "trainer/data/folder.h"

namespace satchel {
namespace {

// As many clips of other words as of this many labels: more teach little and take all the memory.
constexpr std::size_t kUnknownPerLabel = 5;

std::size_t unknown_limit(const FolderListing& listing, const std::vector<std::string>& labels) {
  std::size_t clips = 0, words = 0;
  for (const FolderEntry& entry : listing.clips) {
    clips += std::find(labels.begin(), labels.end(), entry.word) != labels.end() &&
             entry.word != kUnknownLabel;
  }
  for (const std::string& label : labels) words += is_word_label(label);
  return std::max<std::size_t>(kUnknownPerLabel * clips / std::max<std::size_t>(words, 1), 100);
}

void read_data(const std::filesystem::path& folder, Corpus& corpus) {
  ReadOptions options;
  options.unknown_limit = unknown_limit(list_folder(folder), corpus.labels);
  read_folder(folder, corpus.labels, options, corpus);
}

void make_voices(const Lesson& lesson, Corpus& corpus) {
  for (const SynthesisRequest& request : synthesis_requests(lesson)) synthesise(request, corpus);
}

// What a label needs before anything can be learned or claimed.
struct LabelCount {
  std::size_t training = 0;
  std::size_t all = 0;
};

std::string where_to_get(const Lesson& lesson) {
  return fmt::format(
      "Record it ({}/<subject>__<n>.wav in a data folder), add synthetic voices to {}, or take it "
      "out "
      "of labels. `satchel data check` shows what a folder holds.",
      "<label>", (lesson.folder / "lesson.toml").string());
}

void require_clips(const Lesson& lesson, const Corpus& corpus) {
  std::map<std::string, LabelCount> counts;
  for (const Clip& clip : corpus.clips) {
    ++counts[clip.label].all;
    counts[clip.label].training += clip.split == Split::kTraining;
  }
  std::vector<std::string> missing, untrained;
  for (const std::string& label : corpus.labels) {
    if (label == kSilenceLabel) continue;
    if (counts[label].all == 0) {
      missing.push_back(label);
    } else if (counts[label].training == 0) {
      untrained.push_back(label);
    }
  }
  if (!missing.empty()) {
    throw Error(Exit::kRefused, fmt::format("no data for the label {}", fmt::join(missing, ", ")),
                where_to_get(lesson));
  }
  if (!untrained.empty()) {
    throw Error(
        Exit::kRefused,
        fmt::format("the label {} was said by nobody of the people to train on (three in five, "
                    "chosen by a hash of their names)",
                    fmt::join(untrained, ", ")),
        "Let more people say it.");
  }
}

void require_people(const Corpus& corpus) {
  std::set<std::string> people, training;
  for (const Clip& clip : corpus.clips) {
    people.insert(clip.subject);
    if (clip.split == Split::kTraining) training.insert(clip.subject);
  }
  const std::string hint =
      "Let more people speak (ten give a first impression, fifty a useful model), or add synthetic "
      "voices as a second source: [[data]] voices = [\"en\"].";
  if (people.size() < 2) {
    throw Error(Exit::kRefused,
                "all recordings are of one person, so nothing can be said about anybody else",
                hint);
  }
  if (training.size() == people.size()) {
    throw Error(
        Exit::kRefused,
        fmt::format("none of the {} people is left to test on: people are dealt out by a hash of "
                    "their names, and all fell into training",
                    people.size()),
        hint);
  }
}

}  // namespace

Corpus gather_corpus(const Lesson& lesson, const GatherOptions& options) {
  Corpus corpus;
  corpus.labels = lesson.label_names();
  if (options.data.empty()) {
    if (lesson.data.folders.empty() && lesson.data.voices.empty()) {
      throw Error(
          Exit::kRefused,
          (lesson.folder / "lesson.toml").string() + ": names no data to learn from",
          "Add [[data]] with folder = \"...\" or voices = [\"en\"], or give --data FOLDER.");
    }
    for (const FolderSource& source : lesson.data.folders) {
      read_data(lesson.resolve(source.folder), corpus);
    }
    make_voices(lesson, corpus);
    for (const NoiseSource& source : lesson.data.noise) {
      read_noise_folder(lesson.resolve(source.folder), corpus);
    }
  }
  for (const std::filesystem::path& folder : options.data) read_data(folder, corpus);
  for (const std::filesystem::path& folder : options.noise) read_noise_folder(folder, corpus);
  require_people(corpus);
  require_clips(lesson, corpus);
  corpus.digest = digest_of(corpus);
  return corpus;
}

}  // namespace satchel
