#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace satchel {

// One of espeak-ng's voices, which is a language in one accent.
struct EspeakVoice {
  std::string language;  // "en-gb-scotland"
  std::string file;      // "gmw/en-GB-scotland": what espeak-ng is asked for
  int priority = 5;      // espeak-ng's own: the lower, the more it is meant
};

// espeak-ng, run as a program (it is licensed GPL-3.0-or-later, so nothing of it is linked). Any
// thread may call any method.
class Espeak {
 public:
  // Finds the program and its data. Throws Exit::kUnavailable when it is not installed.
  Espeak();

  const std::string& version() const { return version_; }
  const std::filesystem::path& data() const { return data_; }

  // The voices of a language or accent: "en" gives every English accent, "en-us" that one alone,
  // "zh" what espeak-ng counts as Chinese first. Throws Exit::kRefused, with the nearest one, when
  // there is none.
  std::vector<EspeakVoice> voices_of(const std::string& language) const;

  // What the voice would say, in espeak-ng's phoneme mnemonics: for each line of output its words,
  // for each word its phonemes. A text of several clauses gives several lines.
  using Word = std::vector<std::string>;
  std::vector<std::vector<Word>> phonemes(const EspeakVoice& voice, const std::string& text) const;

  // How it arrived there (option -X), for what the phonemes alone do not tell.
  std::string trace(const EspeakVoice& voice, const std::string& text) const;

  // Speaks each line, which must be one clause, and cuts the recording at the pauses between them.
  // `variant` is the name of a voice variant in `data_root`/espeak-ng-data/voices/!v. Samples are
  // at kEspeakRate. Empty when the recording cannot be cut into as many words.
  std::vector<std::vector<std::int16_t>> speak(const EspeakVoice& voice, const std::string& variant,
                                               const std::filesystem::path& data_root,
                                               int words_per_minute,
                                               const std::vector<std::string>& lines) const;

  // Makes `root`/espeak-ng-data: links to the real data, and an own folder for voice variants,
  // which is returned.
  std::filesystem::path make_data_root(const std::filesystem::path& root) const;

 private:
  std::string run(std::vector<std::string> arguments, const std::string& input) const;

  std::string version_;
  std::filesystem::path data_;
};

inline constexpr int kEspeakRate = 22050;  // Hz, of every voice that is not MBROLA's

}  // namespace satchel
