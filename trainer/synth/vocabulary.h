#pragma once

#include <string>
#include <vector>

#include "trainer/augment/random.h"
#include "trainer/synth/espeak.h"

namespace satchel {

// A word as espeak-ng's phonemes, stress included.
using PhonemeWord = std::vector<std::string>;

// Words for `_unknown_`, made from one voice's own phonemes without knowing its language. Where
// they come from: espeak-ng can read numbers in every language and the names of pictographs in
// most, which gives some hundred real words, the phonemes and the order in which the language puts
// them.
class Vocabulary {
 public:
  // `labels` are the lesson's words as this voice says them; none of them is ever drawn.
  Vocabulary(const Espeak& espeak, const EspeakVoice& voice, std::vector<PhonemeWord> labels);

  // A label with one phoneme exchanged for another of its kind (vowel or consonant), or left out.
  // Its tones stay: what differs from a label in tone alone is another pronunciation of it, not
  // another word. `which` chooses the label, modulo their number. Empty when there is none.
  PhonemeWord neighbour(std::size_t which, Random& random) const;
  // A real word of the language.
  PhonemeWord real(Random& random) const;
  // A word that could be one: a walk over the pairs of phonemes that real words have.
  PhonemeWord invented(Random& random) const;

  std::size_t size() const { return words_.size(); }

 private:
  std::string toneless(const std::string& phoneme) const;
  bool same_sounds(const PhonemeWord& a, const PhonemeWord& b) const;
  bool is_label(const PhonemeWord& word) const;
  bool usable(const PhonemeWord& word) const;
  void learn(const PhonemeWord& word);

  std::vector<PhonemeWord> labels_;
  std::vector<PhonemeWord> words_;
  std::vector<std::string> vowels_;      // without stress
  std::vector<std::string> consonants_;  // without stress
  bool tonal_ = false;                   // vowels end in the number of their tone
};

// As espeak-ng takes it in a text: "[[j|'E|s]]".
std::string phoneme_text(const PhonemeWord& word);

}  // namespace satchel
