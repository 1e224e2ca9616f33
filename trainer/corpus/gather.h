#pragma once

#include <filesystem>
#include <vector>

#include "trainer/data/corpus.h"
#include "trainer/lesson/lesson.h"

namespace satchel {

struct GatherOptions {
  std::vector<std::filesystem::path> data;   // in place of the lesson's sources, when not empty
  std::vector<std::filesystem::path> noise;  // besides the noise that the sources bring
};

// Collects all that a lesson is trained on: reads its data folders, makes its synthetic voices
// (from the cache where they were made before), and refuses what cannot be taught: a label without
// clips in training, fewer than two people. Shows a Progress. Throws Exit::kRefused with what to do
// about it.
Corpus gather_corpus(const Lesson& lesson, const GatherOptions& options);

}  // namespace satchel
