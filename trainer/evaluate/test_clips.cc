#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "trainer/evaluate/evaluate.h"

namespace satchel {
namespace {

int index_of(std::span<const std::string> labels, std::string_view label) {
  const auto found = std::find(labels.begin(), labels.end(), label);
  return found == labels.end() ? -1 : static_cast<int>(found - labels.begin());
}

// Cuts at even distances, from one recording after the other, so that each gives about the same
// number.
std::vector<TestClip> cut_silence(const std::vector<NoiseRecording>& noise, std::size_t count,
                                  int label) {
  std::vector<TestClip> cuts;
  for (std::size_t file = 0; file < noise.size(); ++file) {
    const std::span<const std::int16_t> part = noise[file].for_test();
    const std::size_t wanted = count * (file + 1) / noise.size() - count * file / noise.size();
    const std::size_t length = std::min<std::size_t>(kClipSamples, part.size());
    if (length == 0) continue;
    const std::size_t room = part.size() - length;
    for (std::size_t i = 0; i < wanted; ++i) {
      const std::size_t begin = wanted > 1 ? room * i / (wanted - 1) : room / 2;
      TestClip cut;
      cut.file =
          fmt::format("{}@{:.2f}s", noise[file].file,
                      static_cast<double>(noise[file].training_samples() + begin) / kSampleRate);
      cut.label = label;
      cut.subject = noise[file].file;
      cut.person = false;
      cut.begins = noise[file].training_samples() + begin;
      cut.pcm = part.subspan(begin, length);
      cuts.push_back(std::move(cut));
    }
  }
  return cuts;
}

[[noreturn]] void refuse_words(const std::set<std::string>& words,
                               std::span<const std::string> labels) {
  throw Error(Exit::kRefused,
              fmt::format("the package does not know the label {} and has no {} for other words",
                          fmt::join(words, ", "), kUnknownLabel),
              fmt::format("Its labels are {}; choose files with --match, or train with {}.",
                          fmt::join(labels, ", "), kUnknownLabel));
}

}  // namespace

std::vector<TestClip> test_clips(const Corpus& corpus, std::span<const std::string> labels,
                                 std::optional<Split> split) {
  const int unknown = index_of(labels, kUnknownLabel);
  const int silence = index_of(labels, kSilenceLabel);
  std::vector<TestClip> clips;
  std::set<std::string> strangers;
  std::map<int, std::size_t> counts;
  for (const Clip& clip : corpus.clips) {
    if (split && clip.split != *split) continue;
    int label = index_of(labels, clip.label);
    if (label < 0) label = unknown;
    if (label < 0) {
      strangers.insert(clip.label);
      continue;
    }
    ++counts[label];
    clips.push_back({clip.file, label, clip.subject, true, clip.pcm, clip.synthetic});
  }
  if (!strangers.empty()) refuse_words(strangers, labels);
  if (silence < 0 || corpus.noise.empty()) return clips;
  // Without words, noise alone is tested: a second for each second that there is.
  std::size_t wanted = 0;
  if (counts.empty()) {
    for (const NoiseRecording& noise : corpus.noise)
      wanted += noise.for_test().size() / kClipSamples;
  } else {
    wanted = (clips.size() + counts.size() / 2) / counts.size();
  }
  for (TestClip& cut : cut_silence(corpus.noise, wanted, silence)) clips.push_back(std::move(cut));
  return clips;
}

}  // namespace satchel
