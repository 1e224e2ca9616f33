#include "trainer/synth/espeak.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <sstream>

#include "base/error.h"
#include "base/nearest.h"
#include "base/process.h"
#include "trainer/synth/cut.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kTimeout{120};
constexpr std::size_t kWaveHeader = 44;  // bytes that espeak-ng writes before the samples

// One row of `espeak-ng --voices`; MBROLA's voices need data of their own and are left out.
struct VoiceRow {
  EspeakVoice voice;
  std::vector<std::pair<std::string, int>> others;  // "(en 5)": other languages that it may serve
};

std::vector<VoiceRow> parse_voices(const std::string& table) {
  std::vector<VoiceRow> rows;
  std::istringstream lines(table);
  std::string line;
  std::getline(lines, line);  // the heading
  while (std::getline(lines, line)) {
    std::istringstream columns(line);
    VoiceRow row;
    std::string gender, name, rest;
    if (!(columns >> row.voice.priority >> row.voice.language >> gender >> name >>
          row.voice.file)) {
      continue;
    }
    if (row.voice.file.starts_with("mb/") || row.voice.file.starts_with("!v/")) continue;
    std::string language;
    int priority = 0;
    while (std::getline(columns, rest, '(')) {
      std::istringstream pair(rest);
      if (pair >> language >> priority) row.others.emplace_back(language, priority);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

bool belongs_to(const std::string& code, const std::string& language) {
  return code == language || (code.size() > language.size() && code.starts_with(language) &&
                              code[language.size()] == '-');
}

// Voices that serve the language besides their own, those that espeak-ng prefers most.
std::vector<EspeakVoice> serving(const std::vector<VoiceRow>& rows, const std::string& language) {
  std::vector<EspeakVoice> found;
  int best = 1000;
  for (const VoiceRow& row : rows) {
    for (const auto& [code, priority] : row.others) {
      if (code != language || priority > best) continue;
      if (priority < best) found.clear();
      best = priority;
      found.push_back(row.voice);
    }
  }
  return found;
}

[[noreturn]] void refuse_language(const std::vector<VoiceRow>& rows, const std::string& language) {
  std::vector<std::string> codes;
  for (const VoiceRow& row : rows) codes.push_back(row.voice.language);
  const std::string guess = nearest(language, codes);
  throw Error(Exit::kRefused,
              fmt::format("espeak-ng has no voice for the language \"{}\"", language),
              (guess.empty() ? "" : "Did you mean \"" + guess + "\"? ") +
                  std::string("`espeak-ng --voices` lists all."));
}

}  // namespace

Espeak::Espeak() {
  if (!program_exists("espeak-ng")) {
    throw Error(Exit::kUnavailable,
                "synthetic voices need the program espeak-ng, which is not here",
                "Install it: apt-get install espeak-ng");
  }
  version_ = run({"--version"}, "");
  while (version_.ends_with('\n')) version_.pop_back();
  const std::string mark = "Data at: ";
  const std::size_t at = version_.find(mark);
  if (at != std::string::npos) data_ = version_.substr(at + mark.size());
  version_ = version_.substr(0, at);
  while (version_.ends_with(' ')) version_.pop_back();
  std::error_code error;
  if (data_.empty() || !fs::is_directory(data_, error)) {
    throw Error(Exit::kUnavailable, "espeak-ng does not say where its voices are",
                "Install its data: apt-get install espeak-ng-data");
  }
}

std::string Espeak::run(std::vector<std::string> arguments, const std::string& input) const {
  arguments.insert(arguments.begin(), "espeak-ng");
  RunOptions options;
  options.input = input;
  options.timeout = kTimeout;
  ProcessResult result = run_process(arguments, options);
  if (result.exit_code == 0) return std::move(result.output);
  throw Error(Exit::kFailed,
              fmt::format("espeak-ng ended with {}: {}", result.exit_code, result.errors),
              "Try it by hand: " + fmt::format("{}", fmt::join(arguments, " ")));
}

std::vector<EspeakVoice> Espeak::voices_of(const std::string& language) const {
  const std::vector<VoiceRow> rows = parse_voices(run({"--voices"}, ""));
  std::vector<EspeakVoice> exact, family;
  for (const VoiceRow& row : rows) {
    if (row.voice.language == language) exact.push_back(row.voice);
    if (belongs_to(row.voice.language, language)) family.push_back(row.voice);
  }
  const bool is_accent = language.find('-') != std::string::npos;
  if (is_accent && !exact.empty()) return exact;
  if (family.empty()) family = serving(rows, language);
  if (family.empty()) refuse_language(rows, language);
  return family;
}

std::vector<std::vector<Espeak::Word>> Espeak::phonemes(const EspeakVoice& voice,
                                                        const std::string& text) const {
  std::vector<std::vector<Word>> result;
  std::istringstream lines(run({"-v", voice.file, "-q", "-x", "--sep=/", "--stdin"}, text));
  std::string line, word, phoneme;
  while (std::getline(lines, line)) {
    std::vector<Word> words;
    std::istringstream in(line);
    while (in >> word) {
      Word tokens;
      std::istringstream parts(word);
      while (std::getline(parts, phoneme, '/')) {
        if (!phoneme.empty()) tokens.push_back(phoneme);
      }
      if (!tokens.empty()) words.push_back(std::move(tokens));
    }
    result.push_back(std::move(words));
  }
  return result;
}

std::string Espeak::trace(const EspeakVoice& voice, const std::string& text) const {
  return run({"-v", voice.file, "-q", "-X", "--stdin"}, text);
}

std::vector<std::vector<std::int16_t>> Espeak::speak(const EspeakVoice& voice,
                                                     const std::string& variant,
                                                     const fs::path& data_root,
                                                     int words_per_minute,
                                                     const std::vector<std::string>& lines) const {
  const std::string wave = run({"--path=" + data_root.string(), "-v", voice.file + "+" + variant,
                                "-s", std::to_string(words_per_minute), "--stdout", "--stdin"},
                               fmt::format("{}\n", fmt::join(lines, "\n\n")));
  std::vector<std::int16_t> pcm;
  for (std::size_t i = kWaveHeader; i + 1 < wave.size(); i += 2) {
    pcm.push_back(static_cast<std::int16_t>(static_cast<std::uint8_t>(wave[i]) |
                                            static_cast<std::uint8_t>(wave[i + 1]) << 8));
  }
  return cut_at_pauses(pcm, kEspeakRate, lines.size());
}

fs::path Espeak::make_data_root(const fs::path& root) const {
  const fs::path own = root / "espeak-ng-data";
  const fs::path variants = own / "voices" / "!v";
  std::error_code error;
  fs::create_directories(variants, error);
  for (const fs::directory_entry& entry : fs::directory_iterator(data_, error)) {
    const fs::path name = entry.path().filename();
    if (name != "voices") fs::create_symlink(entry.path(), own / name, error);
  }
  if (error) {
    throw Error(Exit::kFailed, root.string() + ": cannot be filled: " + error.message());
  }
  return variants;
}

}  // namespace satchel
