#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "trainer/augment/random.h"

namespace satchel {

// A word at `rate` brought to the rate of clips.
std::vector<std::int16_t> at_clip_rate(std::span<const std::int16_t> word, int rate);

// A word in a clip of one second: about the middle, as people who press a button speak, with its
// loudest sample at `level_db` of full scale, give or take a little. Empty for a word without
// sound.
std::vector<std::int16_t> place_word(std::span<const std::int16_t> word, double level_db,
                                     Random& random);

}  // namespace satchel
