#pragma once

#include <string>

#include "compiler/import/trained.h"

namespace satchel {

// For tests of verbs that hear: a network without training. The more energy in the second it hears,
// the more probable is "loud"; otherwise "_silence_".
TrainedModel loudness_model();

// A WAV file of PCM, as its bytes; `samples` are those of all channels, interleaved.
std::string wav_file(const std::string& samples, int rate, int channels, int bits = 16);

}  // namespace satchel
