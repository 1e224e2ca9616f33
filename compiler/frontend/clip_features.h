#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/dsp/frontend.h"

namespace satchel {

// What a front end makes of a sound.
struct ClipFeatures {
  std::vector<std::int16_t> rows;   // (rows, columns), before means are taken away
  std::vector<std::int8_t> tensor;  // the network's input
};

// Of a longer sound the beginning counts; what is missing to the front end's length is silence.
ClipFeatures clip_features(const FrontEndView& front_end, std::span<const std::int16_t> pcm);

}  // namespace satchel
