#include "trainer/synth/vocabulary.h"

#include <fmt/format.h>

#include <algorithm>

#include "trainer/synth/pronounce.h"
#include "trainer/synth/script.h"

namespace satchel {
namespace {

constexpr std::size_t kShortest = 2;  // phonemes of a word that is drawn
constexpr std::size_t kLongest = 9;   // more do not fit into a second
constexpr int kTries = 50;

// Numbers and pictographs of things, food, animals and places (Unicode's block Miscellaneous
// Symbols and Pictographs), a clause each.
std::string reading_matter() {
  std::string text;
  for (int number = 0; number <= 60; ++number) text += fmt::format("{}\n\n", number);
  for (const int number : {70, 80, 90, 100, 1000}) text += fmt::format("{}\n\n", number);
  for (char32_t picture = 0x1f330; picture < 0x1f460; ++picture) text += to_utf8(picture) + "\n\n";
  return text;
}

bool is_stressed(const std::string& phoneme) {
  return phoneme.starts_with('\'') || phoneme.starts_with(',');
}

// ";" softens what stands before it and is no sound of its own.
bool is_modifier(const std::string& phoneme) {
  return phoneme == ";";
}

std::string stress_of(const std::string& phoneme) {
  return phoneme.substr(0, phoneme.size() - unstressed(phoneme).size());
}

void add_once(std::vector<std::string>& list, const std::string& item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

bool contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

constexpr const char* kDigits = "0123456789";

// Where the number of the tone begins in a vowel that has one: "i214", "ei51".
std::size_t tone_begin(const std::string& vowel) {
  return vowel.find_last_not_of(kDigits) + 1;
}

}  // namespace

Vocabulary::Vocabulary(const Espeak& espeak, const EspeakVoice& voice,
                       std::vector<PhonemeWord> labels)
    : labels_(std::move(labels)) {
  std::erase_if(labels_, [](const PhonemeWord& label) { return label.empty(); });
  std::vector<PhonemeWord> heard = labels_;
  for (const auto& line : espeak.phonemes(voice, reading_matter())) {
    for (const PhonemeWord& raw : line) {
      if (std::any_of(raw.begin(), raw.end(), is_language_change)) continue;
      PhonemeWord word;
      std::copy_if(raw.begin(), raw.end(), std::back_inserter(word),
                   [](const std::string& phoneme) { return !is_pause(phoneme); });
      heard.push_back(word);
    }
  }
  for (const PhonemeWord& word : heard) learn(word);
  std::erase_if(consonants_,
                [&](const std::string& phoneme) { return contains(vowels_, phoneme); });
  // Other languages have a vowel or two with a number ("I2"), and more without.
  tonal_ = !vowels_.empty() && std::all_of(vowels_.begin(), vowels_.end(), [](const auto& vowel) {
    return tone_begin(vowel) > 0 && tone_begin(vowel) < vowel.size();
  });
  for (const PhonemeWord& word : heard) {
    const bool known = std::find(words_.begin(), words_.end(), word) != words_.end();
    if (!known && usable(word)) words_.push_back(word);
  }
}

// A phoneme that ever bears stress is a vowel.
void Vocabulary::learn(const PhonemeWord& word) {
  for (const std::string& phoneme : word) {
    if (is_modifier(phoneme)) continue;
    add_once(is_stressed(phoneme) ? vowels_ : consonants_, unstressed(phoneme));
  }
}

std::string Vocabulary::toneless(const std::string& phoneme) const {
  const std::string sound = unstressed(phoneme);
  return tonal_ && contains(vowels_, sound) ? sound.substr(0, tone_begin(sound)) : sound;
}

// Whatever the stress and the tones.
bool Vocabulary::same_sounds(const PhonemeWord& a, const PhonemeWord& b) const {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](const auto& x, const auto& y) { return toneless(x) == toneless(y); });
}

bool Vocabulary::is_label(const PhonemeWord& word) const {
  return std::any_of(labels_.begin(), labels_.end(),
                     [&](const PhonemeWord& label) { return same_sounds(word, label); });
}

bool Vocabulary::usable(const PhonemeWord& word) const {
  return word.size() >= kShortest && word.size() <= kLongest && !is_label(word) &&
         std::any_of(word.begin(), word.end(), is_stressed);
}

PhonemeWord Vocabulary::neighbour(std::size_t which, Random& random) const {
  if (labels_.empty()) return {};
  const PhonemeWord& label = labels_[which % labels_.size()];
  for (int i = 0; i < kTries; ++i) {
    PhonemeWord word = label;
    const std::size_t place = random.below(word.size());
    if (is_modifier(word[place])) continue;
    const bool vowel = contains(vowels_, unstressed(word[place]));
    const std::vector<std::string>& kind = vowel ? vowels_ : consonants_;
    if (!vowel && word.size() > kShortest && random.happens(0.2)) {
      word.erase(word.begin() + static_cast<std::ptrdiff_t>(place));
    } else if (!kind.empty()) {
      const std::string tone =
          vowel && tonal_ ? word[place].substr(tone_begin(word[place])) : std::string();
      const std::string& other = kind[random.below(kind.size())];
      word[place] = stress_of(word[place]) + (vowel ? toneless(other) : other) + tone;
    }
    if (!is_label(word)) return word;
  }
  return {};
}

PhonemeWord Vocabulary::real(Random& random) const {
  return words_.empty() ? PhonemeWord() : words_[random.below(words_.size())];
}

PhonemeWord Vocabulary::invented(Random& random) const {
  if (words_.empty()) return {};
  for (int i = 0; i < kTries; ++i) {
    // Follow one word, and change at a phoneme that both have to another word's end.
    PhonemeWord word = real(random);
    const PhonemeWord other = real(random);
    const std::size_t cut = 1 + random.below(word.size());
    const auto joint = std::find(other.begin(), other.end(), word[cut - 1]);
    if (joint == other.end()) continue;
    word.resize(cut);
    word.insert(word.end(), joint + 1, other.end());
    const bool is_real = std::find(words_.begin(), words_.end(), word) != words_.end();
    if (!is_real && usable(word)) return word;
  }
  return {};
}

std::string phoneme_text(const PhonemeWord& word) {
  return fmt::format("[[{}]]", fmt::join(word, "|"));
}

}  // namespace satchel
