#pragma once

#include <string>
#include <vector>

#include "trainer/synth/espeak.h"

namespace satchel {

// How a voice says a text, or why it does not say it as a word.
struct Pronunciation {
  // espeak-ng's mnemonics, one phoneme each, without pauses; stressed vowels begin with ' or ,.
  // Empty when the voice leaves its own language for it (a loanword).
  std::vector<std::string> phonemes;
  std::string refusal;  // empty: it can be said. "is spelled out letter by letter"
};

// espeak-ng says something for almost any text: "xqzt" is four letters, a Russian word in an
// English voice as well, and a smiling face is "slightly smiling face". What is no word is refused:
// a text with symbols, one without sound, one that is spelled, one in letters that the voice does
// not read. A text in [[ ]] is phonemes and is taken as it is.
Pronunciation pronounce(const Espeak& espeak, const EspeakVoice& voice, const std::string& text);

// Pauses, word boundaries and changes of language among espeak-ng's mnemonics.
bool is_pause(const std::string& phoneme);
bool is_language_change(const std::string& phoneme);

// Without its mark of stress.
std::string unstressed(const std::string& phoneme);

}  // namespace satchel
