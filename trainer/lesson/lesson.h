#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "compiler/frontend/design.h"
#include "trainer/augment/settings.h"
#include "trainer/train/settings.h"
#include "trainer/zoo/settings.h"

namespace satchel {

// A class of the lesson, and what synthetic voices say for it (the label itself unless stated).
struct LessonLabel {
  std::string name;
  std::string say;
};

// [[data]] folder = "...": recordings, relative to the lesson's folder.
struct FolderSource {
  std::filesystem::path folder;  // as written; see Lesson::resolve
};

// [[data]] noise = "...": recorded noise.
struct NoiseSource {
  std::filesystem::path folder;
};

// [[data]] voices = ["en"]: synthetic people, as espeak-ng names languages and accents. A language
// stands for all its accents.
struct VoiceSource {
  std::vector<std::string> voices;
  int people = 300;        // synthetic persons, of whom a fifth each is for test and validation
  int takes = 2;           // times that each person says each label
  int unknown_words = 12;  // other words that each person says, when `_unknown_` is a label
};

struct LessonData {
  std::vector<FolderSource> folders;
  std::vector<NoiseSource> noise;
  std::vector<VoiceSource> voices;
};

// [compression]
struct CompressionSettings {
  std::string quantisation = "int8";
};

// [budgets]: what the package may cost; what costs more is refused.
struct Budgets {
  std::optional<std::int64_t> weights_bytes;
  std::optional<std::int64_t> arena_bytes;
  std::optional<std::int64_t> package_bytes;
  std::optional<std::int64_t> macs;
  std::optional<std::int64_t> charge_hours;  // a charge has to last at least so long
};

struct Lesson {
  std::filesystem::path folder;
  std::string name;         // the last part of the folder's path
  std::string objective;    // "keyword"
  std::string description;  // for people
  bool samples = false;     // whether kits may keep samples, with consent
  std::vector<LessonLabel> labels;
  LessonData data;
  // [augmentation] and [training]. What they leave out depends on where the words come from:
  // recordings, or synthetic voices alone.
  AugmentSettings augmentation, voice_augmentation = voice_augment_settings();
  TrainingSettings training, voice_training = voice_training_settings();
  FrontEndDesign front_end;  // [front_end]
  ModelSettings model;
  CompressionSettings compression;
  std::vector<std::string> targets;  // "host", "m4", ...
  Budgets budgets;

  std::vector<std::string> label_names() const;
  // A path of the lesson.toml as it stands, relative to the lesson's folder.
  std::filesystem::path resolve(const std::filesystem::path& path) const;
};

// Reads `folder`/lesson.toml. Throws Exit::kRefused for what is wrong in it, as "file:line: what",
// with the nearest known key for an unknown one, and Exit::kUnusable when there is no such file.
Lesson read_lesson(const std::filesystem::path& folder);

// Reads the text of a lesson.toml that lies (or will lie) in `folder`.
Lesson parse_lesson(const std::string& text, const std::filesystem::path& folder);

}  // namespace satchel
