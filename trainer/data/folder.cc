#include "trainer/data/folder.h"

#include <algorithm>
#include <exception>
#include <string_view>

#include "base/error.h"
#include "base/parallel.h"
#include "base/progress.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;

bool all_in(std::string_view text, std::string_view allowed) {
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

// Empty when the name tells no subject.
std::string subject_of(const std::string& stem) {
  constexpr std::string_view kSpeechCommands = "_nohash_";
  if (stem.size() > 8 + kSpeechCommands.size() && stem.compare(8, 8, kSpeechCommands) == 0 &&
      all_in(stem.substr(0, 8), "0123456789abcdef") && all_in(stem.substr(16), "0123456789")) {
    return stem.substr(0, 8);
  }
  const auto mark = stem.find("__");
  return mark == std::string::npos ? std::string() : stem.substr(0, mark);
}

std::vector<fs::path> sorted_entries(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (!it->path().filename().string().starts_with('.')) entries.push_back(it->path());
  }
  if (error) {
    throw Error(Exit::kUnusable, folder.string() + ": cannot be listed: " + error.message());
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

std::vector<fs::path> recordings_in(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const fs::path& path : sorted_entries(folder)) {
    if (is_audio_name(path) && !fs::is_directory(path)) found.push_back(path);
  }
  return found;
}

void require_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::is_directory(folder, error)) return;
  throw Error(Exit::kUnusable, folder.string() + ": there is no such folder",
              "Name a folder that holds one folder of recordings for each label.");
}

std::string lesson_label(const std::string& word, std::span<const std::string> labels) {
  if (labels.empty() || std::find(labels.begin(), labels.end(), word) != labels.end()) return word;
  const bool has_unknown = std::find(labels.begin(), labels.end(), kUnknownLabel) != labels.end();
  return has_unknown ? std::string(kUnknownLabel) : std::string();
}

// Keeps every word's share: clips are dropped by their place in the list, evenly.
void limit_unknown(std::vector<Clip>& clips, std::size_t limit) {
  std::size_t unknown = 0;
  for (const Clip& clip : clips) unknown += clip.label == kUnknownLabel;
  if (limit == 0 || unknown <= limit) return;
  std::size_t seen = 0;
  std::erase_if(clips, [&](const Clip& clip) {
    if (clip.label != kUnknownLabel) return false;
    const std::size_t i = seen++;
    return (i + 1) * limit / unknown == i * limit / unknown;
  });
}

std::vector<Clip> clips_to_read(const FolderListing& listing, std::span<const std::string> labels,
                                const ReadOptions& options) {
  std::vector<Clip> clips;
  for (const FolderEntry& entry : listing.clips) {
    if (options.accept && !options.accept(entry.path)) continue;
    Clip clip;
    clip.label = lesson_label(entry.word, labels);
    if (clip.label.empty()) continue;
    clip.file = entry.path.string();
    clip.word = entry.word;
    clip.subject = entry.subject;
    clip.split = split_of(entry.subject);
    if (!options.only_split || *options.only_split == clip.split) clips.push_back(std::move(clip));
  }
  limit_unknown(clips, options.unknown_limit);
  return clips;
}

// Decodes what `file(i)` names into what `keep` does with it, on all processors.
template <typename File, typename Keep>
void decode_all(const std::string& title, std::size_t count, const File& file, const Keep& keep,
                std::vector<std::string>* undecodable) {
  if (count == 0) return;
  std::vector<std::string> errors(count);
  Progress progress(title, count);
  parallel_for(count, [&](std::size_t i) {
    try {
      keep(i, read_audio(file(i)));
    } catch (const Error& error) {
      if (!undecodable) throw;
      errors[i] = error.what();
    }
    progress.advance();
  });
  progress.finish();
  if (!undecodable) return;
  for (std::string& error : errors) {
    if (!error.empty()) undecodable->push_back(std::move(error));
  }
}

void read_noise(const std::vector<fs::path>& paths, std::vector<std::string>* undecodable,
                Corpus& corpus) {
  std::vector<NoiseRecording> noise(paths.size());
  decode_all(
      "reading noise", paths.size(), [&](std::size_t i) { return paths[i]; },
      [&](std::size_t i, std::vector<std::int16_t> pcm) {
        noise[i].file = paths[i].string();
        noise[i].pcm = std::move(pcm);
      },
      undecodable);
  for (NoiseRecording& recording : noise) {
    if (!recording.pcm.empty()) corpus.noise.push_back(std::move(recording));
  }
}

}  // namespace

FolderListing list_folder(const fs::path& folder) {
  require_folder(folder);
  FolderListing listing;
  for (const fs::path& child : sorted_entries(folder)) {
    if (!fs::is_directory(child)) continue;
    const std::string word = child.filename().string();
    for (const fs::path& path : recordings_in(child)) {
      if (word == kNoiseFolder) {
        listing.noise.push_back(path);
        continue;
      }
      std::string subject = subject_of(path.stem().string());
      if (subject.empty()) {
        listing.misnamed.push_back(path);
      } else {
        listing.clips.push_back({path, word, std::move(subject)});
      }
    }
  }
  if (listing.clips.empty() && listing.noise.empty()) {
    throw Error(
        Exit::kUnusable, folder.string() + ": holds no recording that says who speaks",
        "A data folder holds `<label>/<subject>__<n>.wav` or .flac, or the folders of Google "
        "Speech Commands as they come.");
  }
  return listing;
}

void read_folder(const fs::path& folder, std::span<const std::string> labels,
                 const ReadOptions& options, Corpus& corpus) {
  const FolderListing listing = list_folder(folder);
  if (!listing.misnamed.empty()) {
    say(folder.string() + ": left out " + std::to_string(listing.misnamed.size()) +
        " recordings whose names tell no subject (<subject>__<n>.wav), such as " +
        listing.misnamed.front().filename().string());
  }
  if (options.clips) {
    std::vector<Clip> clips = clips_to_read(listing, labels, options);
    decode_all(
        "reading " + folder.filename().string(), clips.size(),
        [&](std::size_t i) { return clips[i].file; },
        [&](std::size_t i, const std::vector<std::int16_t>& pcm) {
          clips[i].pcm = fit_to_clip(pcm);
        },
        options.undecodable);
    for (Clip& clip : clips) {
      if (!clip.pcm.empty()) corpus.clips.push_back(std::move(clip));
    }
  }
  if (!options.noise) return;
  std::vector<fs::path> noise = listing.noise;
  if (options.accept) {
    std::erase_if(noise, [&](const fs::path& path) { return !options.accept(path); });
  }
  read_noise(noise, options.undecodable, corpus);
}

void read_noise_folder(const fs::path& folder, Corpus& corpus) {
  require_folder(folder);
  const fs::path inner = folder / kNoiseFolder;
  std::vector<fs::path> paths = recordings_in(fs::is_directory(inner) ? inner : folder);
  if (paths.empty()) {
    throw Error(
        Exit::kUnusable, folder.string() + ": holds no recorded noise",
        "Put recordings of noise (WAV or FLAC, a minute or so each) straight into it, or into "
        "its folder _background_noise_.");
  }
  read_noise(paths, nullptr, corpus);
}

}  // namespace satchel
