#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace satchel {

// What `satchel data check` found in a folder of recordings.

struct LabelReport {
  std::string label;
  std::uint32_t clips = 0;
  std::uint32_t subjects = 0;
  std::uint32_t training = 0, validation = 0, test = 0;  // clips
};

struct SubjectReport {
  std::string subject;
  std::string split;
  std::uint32_t clips = 0;
  std::uint32_t labels = 0;  // that this person said
};

// A file and what is the matter with it.
struct FileFinding {
  std::string file;
  std::string what;          // "12 % of the samples are at full scale"
  std::string subject = {};  // who speaks, when the name tells
};

// Files with the same samples.
struct Duplicate {
  std::vector<std::string> files;
  bool contradicts = false;  // under different labels or different subjects
};

// What to do about something that was found.
struct Advice {
  std::string about;  // "no_test_people"
  std::string text;
};

struct DataReport {
  std::vector<LabelReport> labels;
  std::vector<SubjectReport> subjects;
  std::uint32_t clips = 0;
  std::uint32_t noise_files = 0;
  double noise_seconds = 0;
  std::vector<FileFinding> undecodable;
  std::vector<FileFinding> misnamed;  // no subject in the name: nobody knows which split
  std::vector<FileFinding> clipped;
  std::vector<FileFinding> near_silent;
  std::vector<FileFinding> odd_length;  // under 0.2 s or over 3 s
  std::vector<Duplicate> duplicates;
  double imbalance = 1;  // clips of the largest label (without _unknown_) against the smallest
  std::vector<Advice> advice;
};

// Looks at every recording of the folder, on all processors. Shows a Progress. Throws
// Exit::kUnusable when there is no such folder, or nothing in it is a recording.
DataReport check_data(const std::filesystem::path& folder);

}  // namespace satchel
