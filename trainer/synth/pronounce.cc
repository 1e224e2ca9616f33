#include "trainer/synth/pronounce.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "trainer/synth/script.h"

namespace satchel {
namespace {

// What option -X tells about a text.
struct Trace {
  bool letter_names = false;     // a letter was looked up by itself, to say its name
  bool foreign_letters = false;  // letters that are not the voice's own
  bool chosen_change = false;    // a rule or the dictionary asks for another language
};

// Characters that stand alone in the text ("a", "3"): saying their names is saying the word.
std::vector<char32_t> single_characters(const std::string& text) {
  std::vector<char32_t> found;
  std::istringstream parts(text);
  std::string part;
  while (parts >> part) {
    std::replace(part.begin(), part.end(), '-', ' ');
    std::istringstream pieces(part);
    std::string piece;
    while (pieces >> piece) {
      const std::vector<char32_t> points = code_points(piece);
      if (points.size() == 1) found.push_back(points[0]);
    }
  }
  return found;
}

char32_t lower(char32_t c) {
  return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

// espeak-ng's dictionaries name scripts under keys such as "_cyr" and "_zh", and a character that
// has no name of its own under "_?A".
bool announces_script(const std::string& key) {
  if (key == "_?A") return true;
  return (key.size() == 3 || key.size() == 4) && key[0] == '_' &&
         std::all_of(key.begin() + 1, key.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// The line "Found: '_x' [...": a look-up of "x" in the voice's dictionary of letters.
void judge_lookup(const std::string& key, const std::vector<char32_t>& singles,
                  const std::string& text, Trace& trace) {
  if (announces_script(key)) trace.foreign_letters = true;
  const bool own = key.starts_with('_');
  const std::vector<char32_t> points = code_points(key.substr(own ? 1 : 0));
  if (points.size() != 1 || is_syllabic(points[0])) return;
  const char32_t c = points[0];
  const bool alone = std::any_of(singles.begin(), singles.end(),
                                 [&](char32_t single) { return lower(single) == c; });
  const bool digit = c >= '0' && c <= '9' && text.find(static_cast<char>(c)) != std::string::npos;
  if (alone || digit) return;
  trace.letter_names = true;
  if (!own && script_of(c) != "Latin") trace.foreign_letters = true;
}

Trace read_trace(const std::string& output, const std::string& text) {
  const std::vector<char32_t> singles = single_characters(text);
  Trace trace;
  std::istringstream lines(output);
  std::string line;
  while (std::getline(lines, line)) {
    if (line.find("[_^_") != std::string::npos) trace.chosen_change = true;
    constexpr std::string_view kFound = "Found: '";
    if (!line.starts_with(kFound)) continue;
    const std::size_t end = line.find('\'', kFound.size());
    if (end == std::string::npos) continue;
    judge_lookup(line.substr(kFound.size(), end - kFound.size()), singles, text, trace);
  }
  return trace;
}

// What the text is written in, apart from Latin if there is anything else.
std::string script_in(const std::vector<char32_t>& points) {
  std::string_view script;
  for (const char32_t c : points) {
    const std::string_view here = script_of(c);
    if (!here.empty() && (script.empty() || script == "Latin")) script = here;
  }
  return script.empty() ? "letters" : std::string(script) + " letters";
}

std::string symbol_in(const std::vector<char32_t>& points) {
  for (const char32_t c : points) {
    if (is_symbol(c)) return fmt::format("holds {}, which is no letter", to_utf8(c));
  }
  return "";
}

std::vector<std::string> all_phonemes(const Espeak& espeak, const EspeakVoice& voice,
                                      const std::string& text) {
  std::vector<std::string> phonemes;
  for (const auto& line : espeak.phonemes(voice, text)) {
    for (const Espeak::Word& word : line) {
      std::copy_if(word.begin(), word.end(), std::back_inserter(phonemes),
                   [](const std::string& phoneme) { return !is_pause(phoneme); });
    }
  }
  return phonemes;
}

// Whether the word sounds as its letters' names do, one after the other: abbreviations that the
// dictionary knows ("bmw"). Where every letter's name is its sound ("io"), that is how words sound.
bool sounds_spelled(const Espeak& espeak, const EspeakVoice& voice,
                    const std::vector<char32_t>& letters,
                    const std::vector<std::string>& phonemes) {
  std::string lines;
  for (const char32_t letter : letters) {
    if (script_of(letter).empty() || is_syllabic(letter)) return false;
    lines += to_utf8(letter) + "\n\n";
  }
  const std::vector<std::string> names = all_phonemes(espeak, voice, lines);
  return letters.size() > 1 && names.size() > letters.size() &&
         std::equal(names.begin(), names.end(), phonemes.begin(), phonemes.end(),
                    [](const auto& a, const auto& b) { return unstressed(a) == unstressed(b); });
}

}  // namespace

bool is_pause(const std::string& phoneme) {
  return phoneme.starts_with('_') || phoneme == "|" || phoneme == "||";
}

bool is_language_change(const std::string& phoneme) {
  return phoneme.find('(') != std::string::npos;
}

std::string unstressed(const std::string& phoneme) {
  const std::size_t begin = phoneme.find_first_not_of("',%=");
  return begin == std::string::npos ? "" : phoneme.substr(begin);
}

Pronunciation pronounce(const Espeak& espeak, const EspeakVoice& voice, const std::string& text) {
  Pronunciation result;
  const bool given = text.starts_with("[[") && text.ends_with("]]");
  const std::vector<char32_t> points = code_points(text);
  if (points.empty()) {
    result.refusal = "is not valid UTF-8 text";
    return result;
  }
  if (!given) result.refusal = symbol_in(points);
  if (!result.refusal.empty()) return result;

  result.phonemes = all_phonemes(espeak, voice, text);
  const bool changes =
      std::any_of(result.phonemes.begin(), result.phonemes.end(), is_language_change);
  if (result.phonemes.empty()) {
    result.refusal = "has no sound in the voice " + voice.language;
    return result;
  }
  if (given) return result;
  const Trace trace = read_trace(espeak.trace(voice, text), text);
  if (trace.foreign_letters || (changes && (!trace.chosen_change || trace.letter_names))) {
    result.refusal = fmt::format("is written in {}, which the voice {} does not read",
                                 script_in(points), voice.language);
  } else if ((trace.letter_names && points.size() > 1) ||
             sounds_spelled(espeak, voice, points, result.phonemes)) {
    result.refusal = fmt::format("is spelled out letter by letter by the voice {}", voice.language);
  }
  if (changes) result.phonemes.clear();
  return result;
}

}  // namespace satchel
