#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>

#include "base/error.h"
#include "base/file.h"
#include "base/process.h"
#include "trainer/synth/cut.h"
#include "trainer/synth/person.h"
#include "trainer/synth/pronounce.h"
#include "trainer/synth/script.h"
#include "trainer/synth/synthesise.h"
#include "trainer/synth/vocabulary.h"

namespace satchel {
namespace {

using testing::HasSubstr;

class SynthTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!program_exists("espeak-ng")) GTEST_SKIP() << "espeak-ng is not installed";
    setenv("SATCHEL_CACHE", cache_.path().c_str(), 1);
    espeak_.emplace();
  }
  void TearDown() override { unsetenv("SATCHEL_CACHE"); }

  std::string refusal(const std::string& language, const std::string& text) {
    return pronounce(*espeak_, espeak_->voices_of(language).front(), text).refusal;
  }

  TemporaryFolder cache_;
  std::optional<Espeak> espeak_;
};

struct Case {
  const char* language;
  const char* text;
  const char* refusal;  // a part of it; empty: it is a word
};

TEST_F(SynthTest, TellsWordsFromWhatIsOnlySaidSomehow) {
  const Case cases[] = {
      {"en-us", "yes", ""},
      {"en-us", "ice cream", ""},
      {"en-us", "it's", ""},
      {"en-us", "café", ""},
      {"en-us", "x-ray", ""},
      {"en-us", "hmm", ""},
      {"en-us", "3", ""},
      {"en-us", "a", ""},
      {"en-us", "[[j'Es]]", ""},
      {"en-us", "xqzt", "spelled out letter by letter"},
      {"en-us", "bbc", "spelled out"},
      {"en-us", "привет", "Cyrillic letters, which the voice en-us does not read"},
      {"en-us", "hello привет", "Cyrillic"},
      {"en-us", "日本", "Chinese letters"},
      {"en-us", "한국", "Korean letters"},
      {"en-us", "שלום", "Hebrew letters"},
      {"en-us", "नहीं", "Devanagari letters"},
      {"en-us", "🙂", "holds 🙂"},
      {"en-us", "yes 🙂", "holds 🙂"},
      {"en-us", "C++", "holds +"},
      {"en-us", "...", "no sound"},
      {"en-us", "\xff", "not valid UTF-8"},
      {"de", "straße", ""},
      {"de", "Team", ""},
      {"de", "привет", "Cyrillic"},
      {"de", "bmw", "spelled out"},
      {"ru", "привет", ""},
      {"ru", "yes", "Latin letters"},
      {"ru", "жжж", "spelled out"},
      {"ar", "نعم", ""},
      {"ar", "yes", "Latin letters"},
      {"fr", "œuf", ""},
      {"fr", "sncf", "spelled out"},
      {"hi", "नहीं", ""},
      {"hi", "да", "Cyrillic"},
      {"ja", "はい", ""},
      {"ja", "日本", "Chinese letters"},
      {"cmn-latn-pinyin", "你好", ""},
      {"cmn-latn-pinyin", "bei3jing1", ""},
      {"ko", "네", ""},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(std::string(one.language).append(": ").append(one.text));
    const std::string said = refusal(one.language, one.text);
    if (*one.refusal) {
      EXPECT_THAT(said, HasSubstr(one.refusal));
    } else {
      EXPECT_EQ(said, "");
    }
  }
}

TEST_F(SynthTest, KnowsTheAccentsOfALanguage) {
  std::set<std::string> languages;
  for (const EspeakVoice& voice : espeak_->voices_of("en")) languages.insert(voice.language);
  EXPECT_GE(languages.size(), 8u);
  EXPECT_TRUE(languages.contains("en-us"));
  EXPECT_EQ(espeak_->voices_of("en-us").size(), 1u);
  EXPECT_EQ(espeak_->voices_of("zh").front().language, "cmn");
  try {
    espeak_->voices_of("englisch");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), Exit::kRefused);
  }
}

TEST_F(SynthTest, ChoosesVoicesThatReadEveryLabel) {
  SynthesisRequest request;
  request.voices = {"zh"};
  request.labels = {{"hello", "你好"}, {"beijing", "北京"}};
  const auto voices = voices_for(*espeak_, request);
  ASSERT_EQ(voices.size(), 1u);
  EXPECT_EQ(voices[0].language, "cmn-latn-pinyin");
  request.voices = {"en"};
  try {
    voices_for(*espeak_, request);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("the label \"hello\", to be said as \"你好\","));
    EXPECT_THAT(error.what(), HasSubstr("beijing"));
  }
}

TEST_F(SynthTest, ThePersonDependsOnTheNumberAlone) {
  const auto voices = espeak_->voices_of("en");
  const auto variants = list_variants(*espeak_);
  const SyntheticPerson one = make_person(voices, variants, 7);
  const SyntheticPerson again = make_person(voices, variants, 7);
  EXPECT_EQ(one.subject, again.subject);
  EXPECT_EQ(one.variant, again.variant);
  std::set<std::string> variety;
  for (int i = 0; i < 100; ++i) variety.insert(make_person(voices, variants, i).variant);
  EXPECT_EQ(variety.size(), 100u);
}

TEST_F(SynthTest, UnknownWordsAreNeverALabel) {
  const EspeakVoice voice = espeak_->voices_of("de").front();
  std::vector<PhonemeWord> labels;
  for (const char* label : {"ja", "nein", "zwei", "haus"}) {
    labels.push_back(pronounce(*espeak_, voice, label).phonemes);
  }
  const Vocabulary vocabulary(*espeak_, voice, labels);
  EXPECT_GT(vocabulary.size(), 200u);
  auto sounds = [](const PhonemeWord& word) {
    std::string text;
    for (const std::string& phoneme : word) text.append(unstressed(phoneme)).append("/");
    return text;
  };
  std::set<std::string> forbidden, drawn;
  for (const PhonemeWord& label : labels) forbidden.insert(sounds(label));
  Random random(1);
  for (std::size_t i = 0; i < 500; ++i) {
    const PhonemeWord near = vocabulary.neighbour(i, random);
    ASSERT_FALSE(near.empty());
    EXPECT_LE(near.size(), labels[i % 4].size());
    EXPECT_GE(near.size() + 1, labels[i % 4].size());
    for (const PhonemeWord& word : {near, vocabulary.real(random), vocabulary.invented(random)}) {
      EXPECT_FALSE(forbidden.contains(sounds(word)));
      drawn.insert(sounds(word));
    }
  }
  EXPECT_GT(drawn.size(), 500u);
}

// In a tonal language another tone is another pronunciation, not another word.
TEST_F(SynthTest, UnknownWordsDifferFromALabelInMoreThanTone) {
  const EspeakVoice voice = espeak_->voices_of("cmn-latn-pinyin").front();
  std::vector<PhonemeWord> labels;
  for (const char* label : {"北京", "背景"}) {
    labels.push_back(pronounce(*espeak_, voice, label).phonemes);
  }
  std::string tones;
  const auto sounds = [&](const PhonemeWord& word) {
    std::string text;
    tones.clear();
    for (const std::string& phoneme : word) {
      const std::size_t tone = phoneme.find_last_not_of("0123456789") + 1;
      text.append(unstressed(phoneme.substr(0, tone))).append("/");
      tones.append(phoneme.substr(tone));
    }
    return text;
  };
  const std::string either = sounds(labels[0]);
  ASSERT_EQ(sounds(labels[1]), either) << "they were to differ in tone alone";
  const Vocabulary vocabulary(*espeak_, voice, labels);
  Random random(1);
  for (std::size_t i = 0; i < 500; ++i) {
    const PhonemeWord near = vocabulary.neighbour(i, random);
    for (const PhonemeWord& word : {vocabulary.real(random), vocabulary.invented(random), near}) {
      ASSERT_FALSE(word.empty());
      EXPECT_NE(sounds(word), either) << phoneme_text(word);
    }
    const std::string its_tones = tones;
    sounds(labels[i % 2]);
    EXPECT_EQ(its_tones, tones) << phoneme_text(near);
  }
}

TEST_F(SynthTest, MakesTheSameClipsAgainWithAndWithoutTheCache) {
  SynthesisRequest request;
  request.voices = {"de"};
  request.labels = {{"ja", "ja"}, {"nein", "nein"}};
  request.people = 6;
  request.takes = 2;
  request.unknown_words = 4;
  Corpus first, cached, fresh;
  synthesise(request, first);
  synthesise(request, cached);
  const TemporaryFolder other;
  setenv("SATCHEL_CACHE", other.path().c_str(), 1);
  synthesise(request, fresh);
  EXPECT_EQ(first.clips.size(), 6u * (2 * 2 + 4));
  EXPECT_EQ(digest_of(first), digest_of(cached));
  EXPECT_EQ(digest_of(first), digest_of(fresh));
  std::map<std::string, int> counts;
  for (const Clip& clip : first.clips) {
    ++counts[clip.label];
    EXPECT_EQ(clip.pcm.size(), 16000u);
    EXPECT_TRUE(clip.synthetic);
    EXPECT_EQ(clip.split, split_of(clip.subject));
    EXPECT_GT(*std::max_element(clip.pcm.begin(), clip.pcm.end()), 1000);
  }
  EXPECT_EQ(counts["ja"], 12);
  EXPECT_EQ(counts["_unknown_"], 24);
}

TEST_F(SynthTest, SpeaksMorePeopleThanEspeakKnowsVoices) {
  SynthesisRequest request;
  request.voices = {"en-us"};
  request.labels = {{"yes", "yes"}};
  request.people = 3;
  request.first_person = 1000;
  Corpus corpus;
  synthesise(request, corpus);
  EXPECT_EQ(corpus.clips.size(), 3u);
}

TEST_F(SynthTest, SpeaksTwoClausesAndTextsInAnyScript) {
  SynthesisRequest request;
  request.voices = {"ar"};
  request.labels = {{"yes", "نعم"}, {"two", "نعم, لا"}};
  request.people = 2;
  Corpus corpus;
  synthesise(request, corpus);
  EXPECT_EQ(corpus.clips.size(), 4u);
}

// 300 ms of a tone between pauses of the given lengths.
std::vector<std::int16_t> words_with_pauses(const std::vector<int>& milliseconds) {
  std::vector<std::int16_t> pcm;
  for (const int pause : milliseconds) {
    pcm.insert(pcm.end(), static_cast<std::size_t>(pause * 16), 0);
    for (int i = 0; i < 4800; ++i)
      pcm.push_back(static_cast<std::int16_t>(8000 * std::sin(i * 0.3)));
  }
  return pcm;
}

TEST(Cut, FindsWordsAtTheLongestPauses) {
  const auto words = cut_at_pauses(words_with_pauses({100, 60, 400, 80, 400}), 16000, 3);
  ASSERT_EQ(words.size(), 3u);
  EXPECT_NEAR(static_cast<double>(words[0].size()), (300 + 60 + 300 + 40) * 16, 400);
  EXPECT_NEAR(static_cast<double>(words[2].size()), (300 + 20) * 16, 400);
}

TEST(Cut, SaysNoWhenPausesAreNotClear) {
  EXPECT_TRUE(cut_at_pauses(words_with_pauses({100, 380, 400, 390}), 16000, 3).empty());
  EXPECT_TRUE(cut_at_pauses(words_with_pauses({100, 50, 50}), 16000, 3).empty());
  EXPECT_TRUE(cut_at_pauses(words_with_pauses({100}), 16000, 2).empty());
  EXPECT_TRUE(cut_at_pauses({}, 16000, 1).empty());
}

TEST(Script, DecodesUtf8AndRefusesWhatIsNone) {
  EXPECT_EQ(code_points("aß🙂").size(), 3u);
  EXPECT_EQ(to_utf8(code_points("🙂")[0]), "🙂");
  EXPECT_TRUE(code_points("\xc3").empty());
  EXPECT_TRUE(code_points("a\x80").empty());
}

}  // namespace
}  // namespace satchel
