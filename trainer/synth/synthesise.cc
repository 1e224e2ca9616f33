#include "trainer/synth/synthesise.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "trainer/synth/cache.h"
#include "trainer/synth/person.h"
#include "trainer/synth/placing.h"
#include "trainer/synth/pronounce.h"
#include "trainer/synth/vocabulary.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;

// Part of the cache's key: raise it when the same request shall give other samples.
constexpr int kRecipe = 1;

// One line that a person says.
struct Utterance {
  std::string label;
  std::string word;
  std::string text;
};

// What all threads share.
struct Studio {
  const Espeak& espeak;
  const SynthesisRequest& request;
  const std::map<std::string, Vocabulary>& vocabularies;  // by the voice's file
  SpeechCache cache;
};

// A word said by itself is not always an answer.
std::string with_tone(const std::string& text, Random& random) {
  constexpr std::array<std::string_view, 8> kEndings = {".", ".", ".", ".", "!", "!", ",", "?"};
  return text + std::string(kEndings[random.below(kEndings.size())]);
}

// Near neighbours of the labels first, then real words of the language, then inventions.
PhonemeWord unknown_word(const Vocabulary& vocabulary, int number, int count, Random& random) {
  const int neighbours = (count + 2) / 3;
  if (number < neighbours) return vocabulary.neighbour(random.below(1 << 20), random);
  const bool invent = (number - neighbours) % 4 == 3;
  PhonemeWord word = invent ? vocabulary.invented(random) : vocabulary.real(random);
  if (word.empty()) word = vocabulary.real(random);
  return word.empty() ? vocabulary.neighbour(random.below(1 << 20), random) : word;
}

// All takes of a person, the unknown words spread over them.
std::vector<std::vector<Utterance>> script_of_person(const Studio& studio,
                                                     const SyntheticPerson& person,
                                                     Random& random) {
  const SynthesisRequest& request = studio.request;
  std::vector<std::vector<Utterance>> takes(request.takes);
  for (std::vector<Utterance>& take : takes) {
    for (const SpokenLabel& label : request.labels) {
      take.push_back({label.label, label.label, with_tone(label.text, random)});
    }
  }
  const Vocabulary& vocabulary = studio.vocabularies.at(person.voice.file);
  for (int i = 0; i < request.unknown_words; ++i) {
    const PhonemeWord word = unknown_word(vocabulary, i, request.unknown_words, random);
    if (word.empty()) continue;
    const std::string text = phoneme_text(word);
    takes[i % request.takes].push_back({std::string(kUnknownLabel), text, with_tone(text, random)});
  }
  return takes;
}

// Speaks lines together, which is as fast as speaking one; where they cannot be told apart, in
// halves.
SpeechCache::Words speak_lines(const Espeak& espeak, const SyntheticPerson& person,
                               const fs::path& data_root, int pace,
                               const std::vector<std::string>& lines) {
  SpeechCache::Words words = espeak.speak(person.voice, person.subject, data_root, pace, lines);
  if (!words.empty() || lines.size() <= 1) {
    words.resize(lines.size());
    return words;
  }
  const auto middle = lines.begin() + static_cast<std::ptrdiff_t>(lines.size() / 2);
  words = speak_lines(espeak, person, data_root, pace, {lines.begin(), middle});
  for (auto& word : speak_lines(espeak, person, data_root, pace, {middle, lines.end()})) {
    words.push_back(std::move(word));
  }
  return words;
}

SpeechCache::Words spoken(const Studio& studio, const SyntheticPerson& person, int pace,
                          const std::vector<Utterance>& take) {
  std::vector<std::string> lines;
  for (const Utterance& utterance : take) lines.push_back(utterance.text);
  const std::string key =
      to_hex(sha256(fmt::format("{}\n{}\n{}\n{}\n{}\n{}", kRecipe, studio.espeak.version(),
                                person.voice.file, person.variant, pace, fmt::join(lines, "\n"))));
  if (auto known = studio.cache.find(key); known && known->size() == lines.size()) return *known;
  // A folder for each person: espeak-ng knows at most 350 voices and variants at a time.
  const TemporaryFolder folder;
  const fs::path variants = studio.espeak.make_data_root(folder.path());
  write_file_atomically(variants / person.subject, person.variant);
  SpeechCache::Words words = speak_lines(studio.espeak, person, folder.path(), pace, lines);
  for (auto& word : words) word = at_clip_rate(word, kEspeakRate);
  studio.cache.keep(key, words);
  return words;
}

std::vector<Clip> clips_of_person(const Studio& studio, const SyntheticPerson& person) {
  const Sha256Digest digest = sha256(person.subject + " speaks");
  Random random(static_cast<std::uint64_t>(digest[0]) << 32 | digest[1] << 16 | digest[2] << 8 |
                digest[3]);
  const double level = random.between(-18, -3);  // dB of full scale, at the loudest sample
  std::vector<Clip> clips;
  int number = 0;
  for (const std::vector<Utterance>& take : script_of_person(studio, person, random)) {
    const double pace = person.words_per_minute * std::exp(0.08 * random.normal());
    const SpeechCache::Words words = spoken(studio, person, static_cast<int>(pace), take);
    for (std::size_t i = 0; i < take.size(); ++i, ++number) {
      Clip clip;
      clip.pcm = place_word(words[i], level, random);
      if (clip.pcm.empty()) continue;
      clip.file = fmt::format("{}__{}", person.subject, number);
      clip.label = take[i].label;
      clip.word = take[i].word;
      clip.subject = person.subject;
      clip.split = split_of(person.subject);
      clip.synthetic = true;
      clips.push_back(std::move(clip));
    }
  }
  return clips;
}

struct VoiceCheck {
  EspeakVoice voice;
  std::vector<std::string> refusals;  // labels that it cannot say, and why
  bool leaves_language = false;       // it says some in another language
};

void check_voice(const Espeak& espeak, const SynthesisRequest& request, VoiceCheck& check) {
  for (const SpokenLabel& label : request.labels) {
    const Pronunciation said = pronounce(espeak, check.voice, label.text);
    check.leaves_language |= said.phonemes.empty();
    if (said.refusal.empty()) continue;
    const std::string text =
        label.text == label.label ? "" : fmt::format(", to be said as \"{}\",", label.text);
    check.refusals.push_back(fmt::format("the label \"{}\"{} {}", label.label, text, said.refusal));
  }
}

std::map<std::string, Vocabulary> make_vocabularies(const Espeak& espeak,
                                                    const std::vector<EspeakVoice>& voices,
                                                    const SynthesisRequest& request) {
  std::vector<std::optional<Vocabulary>> made(voices.size());
  Progress progress("reading other words", voices.size());
  parallel_for(voices.size(), [&](std::size_t i) {
    std::vector<PhonemeWord> labels;
    for (const SpokenLabel& label : request.labels) {
      labels.push_back(pronounce(espeak, voices[i], label.text).phonemes);
    }
    made[i].emplace(espeak, voices[i], std::move(labels));
    progress.advance(1, voices[i].language);
  });
  progress.finish();
  std::map<std::string, Vocabulary> result;
  for (std::size_t i = 0; i < voices.size(); ++i)
    result.emplace(voices[i].file, std::move(*made[i]));
  return result;
}

}  // namespace

std::vector<EspeakVoice> voices_for(const Espeak& espeak, const SynthesisRequest& request) {
  std::vector<VoiceCheck> checks;
  for (const std::string& language : request.voices) {
    for (const EspeakVoice& voice : espeak.voices_of(language))
      checks.push_back({voice, {}, false});
  }
  Progress progress("asking the voices", checks.size());
  parallel_for(checks.size(), [&](std::size_t i) {
    check_voice(espeak, request, checks[i]);
    progress.advance(1, checks[i].voice.language);
  });
  progress.finish(fmt::format("{} voices", checks.size()));
  std::vector<EspeakVoice> native, able;
  const VoiceCheck* best = nullptr;  // the voice that refuses least
  for (const VoiceCheck& check : checks) {
    if (check.refusals.empty()) (check.leaves_language ? able : native).push_back(check.voice);
    if (!best || check.refusals.size() < best->refusals.size()) best = &check;
  }
  // A voice that leaves its language for a word is a last resort.
  if (!native.empty()) return native;
  if (!able.empty()) return able;
  if (!best) throw Error(Exit::kRefused, "no voice is named", "For example: voices = [\"en\"]");
  throw Error(Exit::kRefused, fmt::format("{}", fmt::join(best->refusals, "; ")),
              "Say it as it is spoken, { name = \"ok\", say = \"okay\" }, choose voices of its "
              "language, or record it.");
}

void synthesise(const SynthesisRequest& request, Corpus& corpus) {
  const Espeak espeak;
  const std::vector<EspeakVoice> voices = voices_for(espeak, request);
  const std::vector<fs::path> variants = list_variants(espeak);
  const std::map<std::string, Vocabulary> vocabularies = make_vocabularies(espeak, voices, request);

  std::vector<SyntheticPerson> people;
  for (int i = 0; i < request.people; ++i) {
    people.push_back(make_person(voices, variants, request.first_person + i));
  }

  const Studio studio{espeak, request, vocabularies, SpeechCache()};
  std::vector<std::vector<Clip>> clips(people.size());
  Progress progress("making voices", people.size());
  parallel_for(people.size(), [&](std::size_t i) {
    clips[i] = clips_of_person(studio, people[i]);
    progress.advance(1, people[i].subject);
  });
  progress.finish(fmt::format("{} people", people.size()));
  studio.cache.shrink();
  for (std::vector<Clip>& of_person : clips) {
    std::move(of_person.begin(), of_person.end(), std::back_inserter(corpus.clips));
  }
}

}  // namespace satchel
