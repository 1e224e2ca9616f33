#include "trainer/corpus/speak.h"

#include <utility>

#include "base/error.h"

namespace satchel {

std::vector<SynthesisRequest> synthesis_requests(const Lesson& lesson) {
  std::vector<SynthesisRequest> requests;
  int first = 0;
  for (const VoiceSource& source : lesson.data.voices) {
    SynthesisRequest request;
    bool unknown = false;
    for (const LessonLabel& label : lesson.labels) {
      unknown |= label.name == kUnknownLabel;
      if (is_word_label(label.name)) request.labels.push_back({label.name, label.say});
    }
    request.voices = source.voices;
    request.people = source.people;
    request.takes = source.takes;
    request.unknown_words = unknown ? source.unknown_words : 0;
    request.first_person = first;
    first += source.people;
    requests.push_back(std::move(request));
  }
  return requests;
}

std::vector<Clip> speak_lesson(const Lesson& lesson, int people) {
  const std::vector<SynthesisRequest> requests = synthesis_requests(lesson);
  if (requests.empty()) {
    throw Error(Exit::kRefused, (lesson.folder / "lesson.toml").string() + ": names no voices",
                "Add [[data]] with voices = [\"en\"].");
  }
  SynthesisRequest request = requests.front();
  request.first_person = requests.back().first_person + requests.back().people;
  request.people = people;
  request.takes = 1;
  request.unknown_words = request.unknown_words > 0 ? 1 : 0;
  Corpus corpus;
  corpus.labels = lesson.label_names();
  synthesise(request, corpus);
  return std::move(corpus.clips);
}

}  // namespace satchel
