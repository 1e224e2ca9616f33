#include "cli/wav_file.h"

#include <cstdint>

namespace satchel {
namespace {

std::string little_endian(std::uint32_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * i);
  return text;
}

}  // namespace

// RIFF/WAVE (Microsoft, "Multimedia Programming Interface and Data Specifications 1.0").
std::string wav_file(const std::string& samples, int rate, int channels, int bits) {
  const int frame = bits / 8 * channels;
  const auto size = static_cast<std::uint32_t>(samples.size());
  return "RIFF" + little_endian(36 + size, 4) + "WAVEfmt " + little_endian(16, 4) +
         little_endian(1, 2) + little_endian(static_cast<std::uint32_t>(channels), 2) +
         little_endian(static_cast<std::uint32_t>(rate), 4) +
         little_endian(static_cast<std::uint32_t>(rate * frame), 4) +
         little_endian(static_cast<std::uint32_t>(frame), 2) +
         little_endian(static_cast<std::uint32_t>(bits), 2) + "data" + little_endian(size, 4) +
         samples;
}

}  // namespace satchel
