#pragma once

#include <vector>

#include "trainer/data/corpus.h"
#include "trainer/lesson/lesson.h"
#include "trainer/synth/synthesise.h"

namespace satchel {

// What each of the lesson's sources of voices asks for, in their order. Every source has people of
// its own.
std::vector<SynthesisRequest> synthesis_requests(const Lesson& lesson);

// Each label said once, and one other word if `_unknown_` is a label, by `people` synthetic persons
// whom training never hears: they are numbered after the lesson's own. Shows a Progress. Throws
// Exit::kRefused when the lesson has no voices.
std::vector<Clip> speak_lesson(const Lesson& lesson, int people);

}  // namespace satchel
