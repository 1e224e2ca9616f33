#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "trainer/lesson/lesson.h"

namespace satchel {

// What a person says when a lesson is begun.
struct NewKeywordLesson {
  std::filesystem::path folder;     // its last part is the lesson's name
  std::vector<LessonLabel> words;   // `say` empty: the label itself
  std::vector<std::string> voices;  // of synthetic people; with none there is no such source
  std::vector<std::filesystem::path> data;   // folders of recordings
  std::vector<std::filesystem::path> noise;  // folders of recorded noise
  bool unknown = true;                       // whether `_unknown_` is a label
  bool silence = true;                       // whether `_silence_` is
};

// The text of its lesson.toml, with a remark for each part. Paths in it are relative to the
// lesson's folder where they lie inside it, else absolute.
std::string keyword_lesson_text(const NewKeywordLesson& lesson);

// Whether it could be made: throws as create_keyword_lesson() does, and makes nothing.
void check_keyword_lesson(const NewKeywordLesson& lesson);

// Makes the folder and its lesson.toml; nothing that is there is ever overwritten. Throws
// Exit::kRefused when there is a lesson already, or for labels that cannot be.
void create_keyword_lesson(const NewKeywordLesson& lesson);

// "yes,no,ja=oui" -> labels, of which the last is spoken as "oui".
std::vector<LessonLabel> parse_words(const std::string& text);

}  // namespace satchel
