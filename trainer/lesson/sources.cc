#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "trainer/lesson/sections.h"

namespace satchel {
namespace {

constexpr std::size_t kMaximumLabels = 64;
constexpr std::size_t kMaximumLabelBytes = 63;

void read_source(TableReader& table, LessonData& data) {
  const int kinds = (table.find("folder") != nullptr) + (table.find("noise") != nullptr) +
                    (table.find("voices") != nullptr);
  if (kinds != 1) {
    table.refuse(nullptr, "[[data]] must have one of folder, noise and voices",
                 "A source is a folder of recordings, a folder of noise, or synthetic voices; give "
                 "each its own [[data]].");
  }
  std::string path;
  if (table.raw().contains("folder")) {
    table.read("folder", path);
    data.folders.push_back({path});
  } else if (table.raw().contains("noise")) {
    table.read("noise", path);
    data.noise.push_back({path});
  } else {
    VoiceSource source;
    table.read("voices", source.voices);
    table.read("people", source.people, 2, 20000);
    table.read("takes", source.takes, 1, 100);
    table.read("unknown_words", source.unknown_words, 0, 1000);
    if (source.voices.empty()) table.refuse(nullptr, "[[data]] voices names no voice");
    data.voices.push_back(std::move(source));
    return;
  }
  if (path.empty()) table.refuse(nullptr, "[[data]] names an empty path");
}

void check_label(const TableReader& lesson, const toml::node& node, const std::string& name,
                 const std::vector<LessonLabel>& before) {
  if (name.empty()) lesson.refuse(&node, "labels holds an empty label");
  const bool plain = std::none_of(name.begin(), name.end(), [](unsigned char c) {
    return c < 0x20 || c == 0x7f || c == '/' || c == '\\';
  });
  if (!plain || name.front() == '.' || name.size() > kMaximumLabelBytes) {
    lesson.refuse(&node, fmt::format("labels: \"{}\" cannot be a label", name),
                  "A label is also a folder's name: at most 63 bytes, no slash, no dot in front.");
  }
  if (name.front() == '_' && name != "_unknown_" && name != "_silence_") {
    lesson.refuse(&node, fmt::format("labels: \"{}\" is reserved", name),
                  "Only _unknown_ and _silence_ begin with an underscore.");
  }
  if (std::any_of(before.begin(), before.end(), [&](const auto& l) { return l.name == name; })) {
    lesson.refuse(&node, fmt::format("labels: \"{}\" stands there twice", name));
  }
}

LessonLabel read_label(const TableReader& lesson, const toml::node& node) {
  LessonLabel label;
  if (node.is_string()) {
    label.name = *node.value<std::string>();
  } else if (node.is_table()) {
    TableReader table(*node.as_table(), lesson.file(), "labels:");
    table.read("name", label.name);
    table.read("say", label.say);
    if (table.raw().contains("say") && label.say.empty()) {
      table.refuse(&node, fmt::format("labels: \"{}\" has an empty say", label.name));
    }
    table.finish();
  } else {
    lesson.refuse(&node, "labels must hold texts in quotes, or { name = \"...\", say = \"...\" }");
  }
  return label;
}

}  // namespace

void read_data(std::vector<TableReader> tables, LessonData& data) {
  for (TableReader& table : tables) {
    read_source(table, data);
    table.finish();
  }
}

void read_labels(TableReader& lesson, std::vector<LessonLabel>& labels) {
  const toml::node* node = lesson.find("labels");
  if (!node || !node->is_array()) {
    lesson.refuse(node, "labels must be there, as a list of texts in quotes",
                  "For example: labels = [\"yes\", \"no\", \"_unknown_\", \"_silence_\"]");
  }
  for (const toml::node& item : *node->as_array()) {
    LessonLabel label = read_label(lesson, item);
    check_label(lesson, item, label.name, labels);
    if (label.say.empty()) label.say = label.name;
    labels.push_back(std::move(label));
  }
  const bool has_word = std::any_of(labels.begin(), labels.end(),
                                    [](const LessonLabel& l) { return l.name.front() != '_'; });
  if (labels.size() < 2 || !has_word) {
    lesson.refuse(node, "labels must hold at least two, one of them a word",
                  "To tell one word from all else, add \"_unknown_\".");
  }
  if (labels.size() > kMaximumLabels) {
    lesson.refuse(node, fmt::format("labels holds {}; at most {} can be told apart", labels.size(),
                                    kMaximumLabels));
  }
}

}  // namespace satchel
