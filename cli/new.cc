#include <fmt/format.h>

#include <memory>

#include "base/process.h"
#include "cli/verb.h"
#include "trainer/data/corpus.h"
#include "trainer/lesson/new_lesson.h"
#include "trainer/synth/synthesise.h"

namespace satchel {
namespace {

struct NewOptions {
  std::string folder;
  std::string words;
  std::string language;
  std::vector<std::string> voices;
  std::vector<std::string> data;
  std::vector<std::string> noise;
  bool no_unknown = false;
  bool no_silence = false;
};

NewKeywordLesson wanted_lesson(const NewOptions& options) {
  NewKeywordLesson lesson;
  lesson.folder = options.folder;
  lesson.words = parse_words(options.words);
  lesson.voices = options.voices;
  // Recordings alone, unless voices were asked for as well.
  if (lesson.voices.empty() && !options.language.empty()) lesson.voices = {options.language};
  if (lesson.voices.empty() && options.data.empty()) lesson.voices = {"en"};
  lesson.data.assign(options.data.begin(), options.data.end());
  lesson.noise.assign(options.noise.begin(), options.noise.end());
  lesson.unknown = !options.no_unknown;
  lesson.silence = !options.no_silence;
  return lesson;
}

// A word that no voice can say is refused before anything is made, where espeak-ng is there to
// tell.
void check_words(const NewKeywordLesson& lesson) {
  if (lesson.voices.empty() || !program_exists("espeak-ng")) return;
  SynthesisRequest request;
  request.voices = lesson.voices;
  for (const LessonLabel& word : lesson.words) {
    if (!is_word_label(word.name)) continue;
    request.labels.push_back({word.name, word.say.empty() ? word.name : word.say});
  }
  voices_for(Espeak(), request);
}

Answer new_keyword(const NewOptions& options) {
  const NewKeywordLesson wanted = wanted_lesson(options);
  check_keyword_lesson(wanted);
  check_words(wanted);
  create_keyword_lesson(wanted);
  const Lesson lesson = read_lesson(options.folder);
  Answer answer;
  answer.json = {{"lesson", lesson.name},
                 {"folder", lesson.folder.string()},
                 {"objective", lesson.objective},
                 {"labels", lesson.label_names()}};
  answer.text =
      fmt::format("Made the lesson {} with {} labels: {}\nNext: satchel train {}", lesson.name,
                  lesson.labels.size(), (lesson.folder / "lesson.toml").string(), options.folder);
  return answer;
}

}  // namespace

void add_new(Verbs& verbs) {
  verbs.describe("new", "Begin a lesson");
  auto options = std::make_shared<NewOptions>();
  CLI::App& verb = verbs.add("new keyword", "Begin a lesson that recognises spoken words",
                             [options](const CommonOptions&) { return new_keyword(*options); });
  verb.add_option("folder", options->folder,
                  "Where; the last part of the path is the lesson's name")
      ->required();
  verb.add_option("--words", options->words,
                  "The words, as yes,no,up; label=text has the label spoken as another text")
      ->required();
  verb.add_option("--lang", options->language,
                  "The language of the words, as espeak-ng names it (en)");
  verb.add_option("--voices", options->voices, "Languages or accents of the synthetic people")
      ->delimiter(',');
  verb.add_option("--data", options->data, "A folder of recordings; may be repeated")
      ->allow_extra_args(false);
  verb.add_option("--noise", options->noise, "A folder of recorded noise; may be repeated")
      ->allow_extra_args(false);
  verb.add_flag("--no-unknown", options->no_unknown, "Leave out the label _unknown_");
  verb.add_flag("--no-silence", options->no_silence, "Leave out the label _silence_");
}

}  // namespace satchel
