#include "pages/report/media.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "pages/report/html.h"

namespace satchel {
namespace {

using Colour = std::array<double, 3>;

// From dark blue over violet and orange to pale yellow: brightness grows evenly, so that it also
// reads in grey.
constexpr std::array<Colour, 5> kHeat = {
    {{12, 10, 40}, {84, 24, 110}, {184, 55, 96}, {245, 130, 50}, {252, 250, 190}}};

Colour heat(double level) {
  const double place = level * (kHeat.size() - 1);
  const auto index = std::min<std::size_t>(static_cast<std::size_t>(place), kHeat.size() - 2);
  const double share = place - static_cast<double>(index);
  Colour colour;
  for (std::size_t i = 0; i < 3; ++i) {
    colour[i] = kHeat[index][i] + share * (kHeat[index + 1][i] - kHeat[index][i]);
  }
  return colour;
}

void append_little_endian(std::vector<std::uint8_t>& out, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(value >> 8 * i));
}

}  // namespace

// A Windows bitmap of 8 bits a pixel: every browser reads it and it needs no compressor.
std::string picture_address(const Spectrogram& spectrogram) {
  constexpr std::uint32_t kColours = 64, kHeader = 14 + 40;
  const std::uint32_t row = (spectrogram.frames + 3) / 4 * 4;
  const std::uint32_t pixels = kHeader + 4 * kColours;
  std::vector<std::uint8_t> file = {'B', 'M'};
  append_little_endian(file, pixels + row * spectrogram.bands, 4);
  append_little_endian(file, 0, 4);
  append_little_endian(file, pixels, 4);
  for (const std::uint32_t field : {std::uint32_t{40}, spectrogram.frames, spectrogram.bands}) {
    append_little_endian(file, field, 4);
  }
  append_little_endian(file, 1, 2);  // planes
  append_little_endian(file, 8, 2);  // bits a pixel
  for (const std::uint32_t field :
       {0u, row * spectrogram.bands, 2835u, 2835u, kColours, kColours}) {
    append_little_endian(file, field, 4);
  }
  for (std::uint32_t i = 0; i < kColours; ++i) {
    const Colour colour = heat(i / (kColours - 1.0));
    for (const std::size_t channel : {2u, 1u, 0u}) {
      file.push_back(static_cast<std::uint8_t>(std::lround(colour[channel])));
    }
    file.push_back(0);
  }
  // Bitmaps are stored bottom row first, and band 0 is the lowest.
  for (std::uint32_t band = 0; band < spectrogram.bands; ++band) {
    for (std::uint32_t frame = 0; frame < row; ++frame) {
      const std::size_t index = std::size_t{band} * spectrogram.frames + frame;
      file.push_back(frame < spectrogram.frames ? spectrogram.levels[index] / 4 : 0);
    }
  }
  return data_address("image/bmp", file);
}

// RIFF/WAVE with 16 bit PCM (Microsoft, "Multimedia Programming Interface and Data
// Specifications 1.0").
std::string sound_address(std::span<const std::int16_t> pcm) {
  constexpr std::uint32_t kRate = 16000, kHeader = 36, kFormatBytes = 16, kPcm = 1, kChannels = 1,
                          kSampleBytes = 2;
  const auto data = static_cast<std::uint32_t>(kSampleBytes * pcm.size());
  std::vector<std::uint8_t> file;
  const auto append_name = [&](std::string_view name) {
    file.insert(file.end(), name.begin(), name.end());
  };
  append_name("RIFF");
  append_little_endian(file, kHeader + data, 4);
  append_name("WAVEfmt ");
  append_little_endian(file, kFormatBytes, 4);
  append_little_endian(file, kPcm, 2);
  append_little_endian(file, kChannels, 2);
  append_little_endian(file, kRate, 4);
  append_little_endian(file, kRate * kSampleBytes, 4);
  append_little_endian(file, kSampleBytes, 2);
  append_little_endian(file, 8 * kSampleBytes, 2);
  append_name("data");
  append_little_endian(file, data, 4);
  for (const std::int16_t sample : pcm)
    append_little_endian(file, static_cast<std::uint16_t>(sample), 2);
  return data_address("audio/wav", file);
}

}  // namespace satchel
