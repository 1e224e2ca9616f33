#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "pages/report/report.h"
#include "trainer/evaluate/evaluate.h"
#include "trainer/evaluate/mistakes.h"

namespace satchel {

// Between what the trainer measured and what the report shows.

// Classes that the package knows but the data has not are columns without a row.
Evaluation evaluation_of(const Scores& scores);

// All wrong answers; the first ones with the pictures that `mistakes` hold and, if asked for, with
// their sound. A recording that is no longer there is left out with a word to the person.
std::vector<WrongExample> wrong_examples(const Scores& scores, std::span<const Mistake> mistakes,
                                         bool with_recordings);

// What a package that validates costs on its target, as far as that is known without a board.
TargetCost cost_of(std::span<const std::uint8_t> package);

// The report of an out folder: metrics.json, mistakes.cbor, and the trained model compiled for the
// host and the lesson's targets, with what boards measured before (report.json). Throws
// Exit::kUnusable when the folder holds no trained lesson.
Report lesson_report(const std::filesystem::path& out, bool with_recordings);

}  // namespace satchel
