#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "trainer/evaluate/evaluate.h"

namespace satchel {

// A wrong answer with what a person needs to understand it: a picture of the sound, and where the
// sound is.
struct Mistake {
  std::string name;  // "yes/p03__1.wav"
  std::string truth, answer;
  double confidence = 0;  // 0 to 1
  // Log-mel energies, band by band, the lowest first; 0 quiet to 255 the loudest of this sound.
  std::uint32_t frames = 0, bands = 0;
  std::vector<std::uint8_t> levels;
  // A synthetic voice's samples. What a person said stays in that person's file, so that a folder
  // of results holds nobody's voice.
  std::vector<std::int16_t> pcm;
  std::string recording;                // absolute path; empty for a synthetic voice
  std::optional<std::uint64_t> begins;  // of a cut from a long recording: its first sample
};

inline constexpr const char* kMistakesFile = "mistakes.cbor";
inline constexpr std::size_t kPicturedMistakes = 60;

// The first `limit` of scores.wrong. `clips` are those that were scored.
std::vector<Mistake> collect_mistakes(const Scores& scores, std::span<const TestClip> clips,
                                      std::size_t limit = kPicturedMistakes);

// The second of sound that was heard wrongly: of a recording, from its file. Throws as read_audio()
// does when that is no longer there.
std::vector<std::int16_t> sound_of(const Mistake& mistake);

// A recording's last folder and its name, "yes/p03__1.wav": as much of a path as a person needs.
std::string short_name(const std::string& file);

void write_mistakes(const std::filesystem::path& path, std::span<const Mistake> mistakes);
// Throws Exit::kUnusable, naming the file, when it is missing or damaged.
std::vector<Mistake> read_mistakes(const std::filesystem::path& path);

}  // namespace satchel
