#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "trainer/data/corpus.h"

namespace satchel {

// A recording that a data folder holds, by its name alone.
struct FolderEntry {
  std::filesystem::path path;
  std::string word;     // the folder it lies in
  std::string subject;  // empty in _background_noise_
};

struct FolderListing {
  std::vector<FolderEntry> clips;  // sorted by path
  std::vector<std::filesystem::path> noise;
  std::vector<std::filesystem::path> misnamed;  // audio without a subject in its name
};

// Lists a data folder. Two layouts, which may be mixed: `<word>/<subject>__<n>.wav|flac|...` and
// the published one of Google Speech Commands, `<word>/<8 hex digits>_nohash_<n>.wav`. Throws
// Exit::kUnusable when `folder` is no folder or holds no recording.
FolderListing list_folder(const std::filesystem::path& folder);

struct ReadOptions {
  bool clips = true;  // false: only _background_noise_
  bool noise = true;
  std::optional<Split> only_split;
  // Only recordings for which it says yes, words and noise; empty: all.
  std::function<bool(const std::filesystem::path&)> accept;
  // At most so many clips of words that are no labels; 0: all. Every such word keeps its share.
  std::size_t unknown_limit = 0;
  // Told about every file that cannot be decoded; without it reading throws at the first one.
  std::vector<std::string>* undecodable = nullptr;
};

// Decodes a data folder into `corpus`, on all processors. `labels` are the lesson's: a word among
// them is its own label, any other becomes `_unknown_` if that is a label and is left out
// otherwise; with no labels every word is its own. Clips of the same subject from two folders are
// one person's.
void read_folder(const std::filesystem::path& folder, std::span<const std::string> labels,
                 const ReadOptions& options, Corpus& corpus);

// Decodes every recording of a folder of noise (its own files, or those of its _background_noise_).
void read_noise_folder(const std::filesystem::path& folder, Corpus& corpus);

}  // namespace satchel
