#pragma once

#include <cstdint>
#include <vector>

#include "trainer/data/corpus.h"

namespace satchel {

enum class Difficulty : std::uint8_t {
  kOrdinary,     // a word of the lesson as it was recorded
  kNoise,        // one under recorded noise as loud as it, up to 5 dB louder
  kUnknownWord,  // a word that is not the lesson's
  kCutOff,       // one that begins too late or ends too early, by 0.35 to 0.5 s
};
inline constexpr std::size_t kDifficulties = 4;

struct StreamClip {
  std::vector<std::int16_t> pcm;  // kClipSamples
  Difficulty difficulty = Difficulty::kOrdinary;
};

// Every word of the lesson that the corpus' test people say, once, and among them `share` of hard
// ones, a third of each kind, made from the same people's recordings and the part of the noise that
// training never sees; in an order by chance. The same seed and corpus give the same stream. Throws
// Exit::kUnusable when the corpus lacks test people, noise or other words.
std::vector<StreamClip> hard_stream(const Corpus& corpus, double share, std::uint32_t seed);

}  // namespace satchel
