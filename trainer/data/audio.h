#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace satchel {

// What everything after the readers works on: one channel, 16 bit, 16 kHz, clips of one second.
inline constexpr int kSampleRate = 16000;     // Hz
inline constexpr int kClipSamples = 16000;    // samples in a clip
inline constexpr int kMaximumSeconds = 3600;  // of one recording; a longer one is refused

// A decoded recording and what its file looked like before it was converted.
struct Audio {
  std::vector<std::int16_t> pcm;  // 16 kHz, one channel
  int source_rate = 0;            // Hz
  int source_channels = 0;
  std::string source_format;  // "WAV, 16 bit PCM"
};

// Reads any file that libsndfile knows (WAV, FLAC, Ogg, AIFF, ...): channels are averaged, the rate
// is converted with soxr (high quality, without dither, so that the same file always gives the same
// samples). Throws Exit::kUnusable naming the file when it is missing, not audio, damaged, empty or
// longer than kMaximumSeconds.
Audio decode_audio(const std::filesystem::path& path);

// The same when only the samples matter.
std::vector<std::int16_t> read_audio(const std::filesystem::path& path);

// Converts one channel from `rate` to 16 kHz.
std::vector<float> resample(std::span<const float> samples, int rate);

// Rounds and saturates: ±1.0 becomes ±32768 before saturation.
std::vector<std::int16_t> to_pcm16(std::span<const float> samples);

// Brings a recording to kClipSamples: a shorter one gets zeros at both ends alike, of a longer one
// the second with the most energy is kept.
std::vector<std::int16_t> fit_to_clip(std::span<const std::int16_t> pcm);

// One channel of 16 bit as a WAV file, which says `comment` of itself where there is one.
std::vector<std::uint8_t> wav_bytes(std::span<const std::int16_t> pcm, int rate,
                                    const std::string& comment = {});
// Writes 16 kHz mono 16 bit WAV, to a temporary file first.
void write_wav(const std::filesystem::path& path, std::span<const std::int16_t> pcm);

// Whether readers look at a file of this name (by its extension: .wav, .flac, ...).
bool is_audio_name(const std::filesystem::path& path);

}  // namespace satchel
