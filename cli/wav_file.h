#pragma once

#include <string>

namespace satchel {

// For tests: a WAV file of PCM, as its bytes; `samples` are those of all channels, interleaved.
std::string wav_file(const std::string& samples, int rate, int channels, int bits = 16);

}  // namespace satchel
