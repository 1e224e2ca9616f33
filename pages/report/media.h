#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "pages/report/report.h"

namespace satchel {

// Pictures and sounds as `data:` addresses, so that the page needs no file beside it.

// Low frequencies at the bottom, time to the right.
std::string picture_address(const Spectrogram& spectrogram);

// 16 kHz, one channel.
std::string sound_address(std::span<const std::int16_t> pcm);

}  // namespace satchel
