#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace satchel {

// Live sound, mono, 16 bit, at the package's rate.
class SoundInput {
 public:
  virtual ~SoundInput() = default;

  // Waits for sound, at most `pcm.size()` samples; 0 when it has ended. Throws Exit::kFailed when
  // reading fails.
  virtual std::size_t read(std::span<std::int16_t> pcm) = 0;
};

// Raw little-endian PCM, or a WAV file, from an open file descriptor (which stays the caller's).
// Throws Exit::kRefused for a WAV file in another format, with the command that converts it.
std::unique_ptr<SoundInput> sound_from_descriptor(int descriptor, int sample_rate);

// The computer's microphone, by the program arecord. Throws Exit::kUnavailable when the program is
// missing; read() does when there is no microphone.
std::unique_ptr<SoundInput> sound_from_microphone(const std::string& device, int sample_rate);

}  // namespace satchel
