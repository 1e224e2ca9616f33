#include "trainer/data/check.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>

#include "base/error.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "trainer/data/audio.h"
#include "trainer/data/check_advice.h"
#include "trainer/data/folder.h"

namespace satchel {
namespace {

constexpr int kFullScale = 32700;                // of 32768
constexpr double kClippedShare = 0.002;          // of the samples: more is heard
constexpr int kQuietPeak = 330;                  // -40 dB of full scale
constexpr double kShortest = 0.2, kLongest = 3;  // seconds of one word

// What one recording is like.
struct Sound {
  std::string error;  // why it could not be decoded
  std::string digest;
  double seconds = 0;
  double full_scale_share = 0;
  int peak = 0;
};

Sound listen_to(const std::filesystem::path& path) {
  Sound sound;
  try {
    const std::vector<std::int16_t> pcm = read_audio(path);
    std::size_t full = 0;
    for (const std::int16_t sample : pcm) {
      const int level = std::abs(static_cast<int>(sample));
      sound.peak = std::max(sound.peak, level);
      full += level >= kFullScale;
    }
    sound.seconds = static_cast<double>(pcm.size()) / kSampleRate;
    sound.full_scale_share = static_cast<double>(full) / static_cast<double>(pcm.size());
    sound.digest = to_hex(
        sha256({reinterpret_cast<const std::uint8_t*>(pcm.data()), pcm.size() * sizeof(pcm[0])}));
  } catch (const Error& error) {
    sound.error = error.what();
    // The finding names the file already.
    const std::string place = path.string() + ": ";
    if (sound.error.starts_with(place)) sound.error.erase(0, place.size());
  }
  return sound;
}

template <typename... Values>
std::string text(const char* format, Values... values) {
  char buffer[160];
  std::snprintf(buffer, sizeof buffer, format, values...);
  return buffer;
}

void judge_sound(const FolderEntry& entry, const Sound& sound, DataReport& report) {
  const std::string file = entry.path.string();
  const auto finding = [&](const std::string& what) {
    return FileFinding{file, what, entry.subject};
  };
  if (!sound.error.empty()) {
    report.undecodable.push_back(finding(sound.error));
    return;
  }
  if (sound.full_scale_share > kClippedShare) {
    report.clipped.push_back(
        finding(text("%.1f %% of the samples are at full scale", 100 * sound.full_scale_share)));
  }
  if (sound.peak < kQuietPeak) {
    const double level = sound.peak > 0 ? 20 * std::log10(sound.peak / 32768.0) : -99;
    report.near_silent.push_back(
        finding(text("its loudest sample is at %.0f dB of full scale", level)));
  }
  if (sound.seconds < kShortest || sound.seconds > kLongest) {
    report.odd_length.push_back(finding(text("%.2f seconds", sound.seconds)));
  }
}

void count(const FolderListing& listing, const std::vector<Sound>& sounds, DataReport& report) {
  struct Subject {
    std::uint32_t clips = 0;
    std::set<std::string> labels;
  };
  std::map<std::string, LabelReport> labels;
  std::map<std::string, std::set<std::string>> speakers;
  std::map<std::string, Subject> subjects;
  for (std::size_t i = 0; i < listing.clips.size(); ++i) {
    if (!sounds[i].error.empty()) continue;
    const FolderEntry& entry = listing.clips[i];
    LabelReport& label = labels[entry.word];
    ++label.clips;
    const Split split = split_of(entry.subject);
    ++(split == Split::kTest         ? label.test
       : split == Split::kValidation ? label.validation
                                     : label.training);
    speakers[entry.word].insert(entry.subject);
    ++subjects[entry.subject].clips;
    subjects[entry.subject].labels.insert(entry.word);
    ++report.clips;
  }
  for (auto& [name, label] : labels) {
    label.label = name;
    label.subjects = static_cast<std::uint32_t>(speakers[name].size());
    report.labels.push_back(label);
  }
  for (const auto& [name, subject] : subjects) {
    report.subjects.push_back({name, std::string(split_name(split_of(name))), subject.clips,
                               static_cast<std::uint32_t>(subject.labels.size())});
  }
}

void find_duplicates(const FolderListing& listing, const std::vector<Sound>& sounds,
                     DataReport& report) {
  std::map<std::string, std::vector<std::size_t>> same;
  for (std::size_t i = 0; i < listing.clips.size(); ++i) {
    if (sounds[i].error.empty()) same[sounds[i].digest].push_back(i);
  }
  for (const auto& [digest, indices] : same) {
    if (indices.size() < 2) continue;
    Duplicate duplicate;
    const FolderEntry& first = listing.clips[indices.front()];
    for (const std::size_t i : indices) {
      const FolderEntry& entry = listing.clips[i];
      duplicate.files.push_back(entry.path.string());
      duplicate.contradicts |= entry.word != first.word || entry.subject != first.subject;
    }
    report.duplicates.push_back(std::move(duplicate));
  }
}

void measure_balance(DataReport& report) {
  std::uint32_t least = 0, most = 0;
  for (const LabelReport& label : report.labels) {
    if (label.label.starts_with('_')) continue;
    least = least == 0 ? label.clips : std::min(least, label.clips);
    most = std::max(most, label.clips);
  }
  if (least > 0) report.imbalance = static_cast<double>(most) / least;
}

}  // namespace

DataReport check_data(const std::filesystem::path& folder) {
  const FolderListing listing = list_folder(folder);
  std::vector<Sound> sounds(listing.clips.size());
  std::vector<Sound> noise(listing.noise.size());
  Progress progress("listening", sounds.size() + noise.size());
  parallel_for(sounds.size() + noise.size(), [&](std::size_t i) {
    const bool is_clip = i < sounds.size();
    Sound& sound = is_clip ? sounds[i] : noise[i - sounds.size()];
    sound = listen_to(is_clip ? listing.clips[i].path : listing.noise[i - sounds.size()]);
    progress.advance();
  });
  progress.finish();

  DataReport report;
  for (std::size_t i = 0; i < sounds.size(); ++i) {
    judge_sound(listing.clips[i], sounds[i], report);
  }
  for (std::size_t i = 0; i < noise.size(); ++i) {
    if (!noise[i].error.empty())
      report.undecodable.push_back({listing.noise[i].string(), noise[i].error});
    report.noise_files += noise[i].error.empty();
    report.noise_seconds += noise[i].seconds;
  }
  for (const auto& path : listing.misnamed) {
    report.misnamed.push_back({path.string(), "its name tells no subject"});
  }
  count(listing, sounds, report);
  find_duplicates(listing, sounds, report);
  measure_balance(report);
  report.advice = advise(report);
  return report;
}

}  // namespace satchel
