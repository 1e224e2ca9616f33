#include "trainer/lesson/lesson.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/file.h"
#include "trainer/lesson/sections.h"

namespace satchel {
namespace {

constexpr std::uint64_t kFileLimit = 1 << 20;  // bytes; a lesson.toml has one or two thousand
constexpr std::array<std::string_view, 8> kTargets = {"host", "m0",  "m3",  "m4",
                                                      "m7",   "m33", "m55", "rv32"};

std::filesystem::path absolute_folder(const std::filesystem::path& folder) {
  std::filesystem::path path = std::filesystem::absolute(folder).lexically_normal();
  return path.has_filename() ? path : path.parent_path();
}

void read_objective(TableReader& reader, std::string& objective) {
  if (!reader.find("objective")) {
    reader.refuse(nullptr, "objective must be there", "For example: objective = \"keyword\"");
  }
  reader.read("objective", objective, {"keyword"});
}

void read_targets(TableReader& reader, std::vector<std::string>& targets) {
  reader.read("targets", targets);
  for (const std::string& target : targets) {
    if (std::find(kTargets.begin(), kTargets.end(), target) != kTargets.end()) continue;
    reader.refuse(reader.raw().get("targets"), fmt::format("targets: \"{}\" is not known", target),
                  fmt::format("Known: {}.", fmt::join(kTargets, ", ")));
  }
}

// First of all: what is missing may only be mistyped.
void refuse_unknown_keys(TableReader& reader) {
  for (const char* key :
       {"objective", "description", "samples", "labels", "targets", "data", "augmentation",
        "front_end", "model", "training", "compression", "budgets"}) {
    reader.find(key);
  }
  reader.finish();
}

Lesson read_all(const toml::table& root, const std::filesystem::path& folder) {
  Lesson lesson;
  lesson.folder = folder;
  lesson.name = folder.filename().string();
  lesson.targets = {"host"};
  TableReader reader(root, folder / "lesson.toml", "");
  refuse_unknown_keys(reader);
  read_objective(reader, lesson.objective);
  reader.read("description", lesson.description);
  reader.read("samples", lesson.samples);
  read_labels(reader, lesson.labels);
  read_targets(reader, lesson.targets);
  read_data(reader.tables("data"), lesson.data);
  if (auto table = reader.table("augmentation")) {
    read_augmentation(*table, lesson.augmentation);
    read_augmentation(*table, lesson.voice_augmentation);
  }
  if (auto table = reader.table("front_end")) read_front_end(*table, lesson.front_end);
  if (auto table = reader.table("model")) read_model(*table, lesson.model);
  if (auto table = reader.table("training")) {
    read_training(*table, lesson.training);
    read_training(*table, lesson.voice_training);
  }
  if (auto table = reader.table("compression")) read_compression(*table, lesson.compression);
  if (auto table = reader.table("budgets")) read_budgets(*table, lesson.budgets);
  return lesson;
}

}  // namespace

std::vector<std::string> Lesson::label_names() const {
  std::vector<std::string> names;
  for (const LessonLabel& label : labels) names.push_back(label.name);
  return names;
}

std::filesystem::path Lesson::resolve(const std::filesystem::path& path) const {
  return (folder / path).lexically_normal();
}

Lesson parse_lesson(const std::string& text, const std::filesystem::path& folder) {
  const std::filesystem::path place = absolute_folder(folder);
  toml::table root;
  try {
    root = toml::parse(text, (place / "lesson.toml").string());
  } catch (const toml::parse_error& error) {
    throw Error(Exit::kRefused,
                fmt::format("{}:{}: {}", (place / "lesson.toml").string(),
                            error.source().begin.line, error.description()),
                "The file must be valid TOML (toml.io).");
  }
  return read_all(root, place);
}

Lesson read_lesson(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "lesson.toml";
  std::error_code error;
  if (!std::filesystem::exists(file, error)) {
    throw Error(Exit::kUnusable,
                fmt::format("{}: is no lesson: it has no lesson.toml", folder.string()),
                "Make one with `satchel new keyword FOLDER --words yes,no`.");
  }
  return parse_lesson(read_text_file(file, kFileLimit), folder);
}

}  // namespace satchel
