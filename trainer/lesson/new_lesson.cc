#include "trainer/lesson/new_lesson.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "base/error.h"
#include "base/file.h"
#include "trainer/zoo/network.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;

// A basic string of TOML 1.0.
std::string toml_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (code < 0x20 || code == 0x7f) {
      out += fmt::format("\\u{:04x}", code);
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string label_text(const LessonLabel& label) {
  if (label.say.empty() || label.say == label.name) return toml_string(label.name);
  return fmt::format("{{ name = {}, say = {} }}", toml_string(label.name), toml_string(label.say));
}

std::string path_text(const fs::path& path, const fs::path& folder) {
  const fs::path whole = fs::absolute(path).lexically_normal();
  const fs::path relative = whole.lexically_relative(fs::absolute(folder).lexically_normal());
  const bool inside = !relative.empty() && *relative.begin() != "..";
  return toml_string((inside ? relative : whole).string());
}

std::string labels_text(const NewKeywordLesson& lesson) {
  std::string text = "labels = [\n";
  for (const LessonLabel& label : lesson.words) text += "  " + label_text(label) + ",\n";
  if (lesson.unknown) text += "  \"_unknown_\",  # any other word\n";
  if (lesson.silence) text += "  \"_silence_\",  # no word: quiet or noise\n";
  return text + "]\n";
}

std::string data_text(const NewKeywordLesson& lesson) {
  std::string text;
  if (!lesson.voices.empty()) {
    std::vector<std::string> voices;
    for (const std::string& voice : lesson.voices) voices.push_back(toml_string(voice));
    text += fmt::format(
        "\n# People who do not exist: espeak-ng's voices, each with a pitch, a pace and a throat "
        "of "
        "its own.\n[[data]]\nvoices = [{}]\npeople = {}\n",
        fmt::join(voices, ", "), VoiceSource{}.people);
  }
  for (const fs::path& folder : lesson.data) {
    text += fmt::format("\n# Recordings: <label>/<subject>__<n>.wav\n[[data]]\nfolder = {}\n",
                        path_text(folder, lesson.folder));
  }
  for (const fs::path& folder : lesson.noise) {
    text += fmt::format("\n# Recorded noise, to be mixed in.\n[[data]]\nnoise = {}\n",
                        path_text(folder, lesson.folder));
  }
  if (text.empty()) {
    text =
        "\n# Where the words come from; or say it with `satchel train ... --data FOLDER`.\n"
        "# [[data]]\n# folder = \"recordings\"\n";
  }
  return text;
}

// 40 KB, or what the default network needs for so many labels, in whole kilobytes.
std::int64_t weights_budget(const NewKeywordLesson& lesson) {
  constexpr std::int64_t kUsual = 40, kKilobyte = 1024;
  const std::size_t labels = lesson.words.size() + lesson.unknown + lesson.silence;
  const LayerShape input{49, 40, 1};
  const std::int64_t needed =
      build_network(ModelSettings{}, input, static_cast<int>(labels)).weights_bytes();
  return kKilobyte * std::max(kUsual, (needed + kKilobyte - 1) / kKilobyte);
}

}  // namespace

std::string keyword_lesson_text(const NewKeywordLesson& lesson) {
  return fmt::format(
      "# A lesson: recognise these words. Every key is described in docs/lessons.md.\n"
      "objective = \"keyword\"\n{}targets = [\"host\", \"m4\"]\n{}"
      "\n# How clips are changed in training. What is not said here is chosen for you.\n"
      "[augmentation]\n# shift_ms = {}\n"
      "\n# What the package may cost; what costs more is refused.\n"
      "[budgets]\nweights_bytes = {}\narena_bytes = 131072\n"
      "charge_hours = 12  # at least: two school days\n",
      labels_text(lesson), data_text(lesson), AugmentSettings{}.shift_ms, weights_budget(lesson));
}

void check_keyword_lesson(const NewKeywordLesson& lesson) {
  if (lesson.words.empty()) {
    throw Error(Exit::kUnusable, "a keyword lesson needs words", "Give them: --words yes,no");
  }
  const fs::path file = lesson.folder / "lesson.toml";
  std::error_code error;
  if (fs::exists(fs::symlink_status(file, error))) {
    throw Error(Exit::kRefused, file.string() + " is there already, and nothing is overwritten",
                "Choose another folder, or change that file.");
  }
  if (fs::exists(lesson.folder, error) && !fs::is_directory(lesson.folder, error)) {
    throw Error(Exit::kRefused, lesson.folder.string() + " is a file, not a folder",
                "Choose another folder.");
  }
  if (parse_lesson(keyword_lesson_text(lesson), lesson.folder).name.empty()) {
    throw Error(Exit::kRefused, lesson.folder.string() + ": its last part cannot name a lesson",
                "Name a folder, such as lessons/greetings.");
  }
}

void create_keyword_lesson(const NewKeywordLesson& lesson) {
  check_keyword_lesson(lesson);
  write_file_atomically(lesson.folder / "lesson.toml", keyword_lesson_text(lesson));
}

std::vector<LessonLabel> parse_words(const std::string& text) {
  std::vector<LessonLabel> words;
  std::size_t begin = 0;
  auto trimmed = [](std::string_view part) {
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    return std::string(part);
  };
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string_view part = std::string_view(text).substr(begin, end - begin);
    const std::size_t equals = part.find('=');
    LessonLabel label{trimmed(part.substr(0, equals)), ""};
    if (equals != std::string_view::npos) label.say = trimmed(part.substr(equals + 1));
    if (!label.name.empty() || !label.say.empty()) words.push_back(std::move(label));
    begin = end + 1;
  }
  return words;
}

}  // namespace satchel
