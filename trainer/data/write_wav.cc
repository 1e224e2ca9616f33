#include <array>

#include "base/file.h"
#include "trainer/data/audio.h"

namespace satchel {

// The 44 bytes of a canonical RIFF/WAVE header (Multimedia Programming Interface and Data
// Specifications 1.0), then the samples, little-endian.
void write_wav(const std::filesystem::path& path, std::span<const std::int16_t> pcm) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(44 + pcm.size() * 2);
  auto tag = [&](std::string_view text) { bytes.insert(bytes.end(), text.begin(), text.end()); };
  auto number = [&](std::uint32_t value, int size) {
    for (int i = 0; i < size; ++i) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  };
  const auto data_bytes = static_cast<std::uint32_t>(pcm.size() * 2);
  tag("RIFF");
  number(36 + data_bytes, 4);
  tag("WAVEfmt ");
  number(16, 4);               // bytes of this chunk
  number(1, 2);                // PCM
  number(1, 2);                // channels
  number(kSampleRate, 4);      // Hz
  number(kSampleRate * 2, 4);  // bytes a second
  number(2, 2);                // bytes a frame
  number(16, 2);               // bits a sample
  tag("data");
  number(data_bytes, 4);
  for (const std::int16_t sample : pcm) number(static_cast<std::uint16_t>(sample), 2);
  write_file_atomically(path, bytes);
}

}  // namespace satchel
