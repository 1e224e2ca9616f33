#pragma once

#include <cstdint>

#include "wire/messages/learning_question.h"

// What is known of the noise in a learning report (spec/telemetry.md): each answer has discrete
// Laplace noise k of its own, with probability (1 - a) / (1 + a) * a^|k| and
// a = exp(-epsilon / diameter). Mean 0; Inusah and Kozubowski, "A discrete analogue of the Laplace
// distribution", 2006, has the moments.
namespace satchel {

// Of one answer of one report. REQUIRES: milli_epsilon >= 1.
double noise_variance(LearningQuestion question, std::uint32_t milli_epsilon);

// An honest answer is further than this outside its range once in 2^40.
std::int64_t widest_noise(LearningQuestion question, std::uint32_t milli_epsilon);

}  // namespace satchel
