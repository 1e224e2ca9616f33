#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "trainer/data/audio.h"
#include "trainer/data/split.h"

namespace satchel {

// Labels that no word may have.
inline constexpr std::string_view kUnknownLabel = "_unknown_";  // any other word
inline constexpr std::string_view kSilenceLabel = "_silence_";  // no word: quiet or noise
inline constexpr std::string_view kNoiseFolder = "_background_noise_";

inline bool is_word_label(std::string_view label) {
  return label != kUnknownLabel && label != kSilenceLabel;
}

// One word said by one person.
struct Clip {
  std::string file;     // path as found, or the name of a synthetic clip
  std::string label;    // a label of the lesson; the word itself when no lesson chose
  std::string word;     // the folder it lay in, or the word that was spoken
  std::string subject;  // who said it
  Split split = Split::kTraining;
  bool synthetic = false;
  std::vector<std::int16_t> pcm;  // kClipSamples at 16 kHz
};

// Recorded noise. It has no subject; its last quarter is for tests alone.
struct NoiseRecording {
  std::string file;
  std::vector<std::int16_t> pcm;

  std::size_t training_samples() const { return pcm.size() - pcm.size() / 4; }
  std::span<const std::int16_t> for_training() const {
    return std::span(pcm).first(training_samples());
  }
  std::span<const std::int16_t> for_test() const {
    return std::span(pcm).subspan(training_samples());
  }
};

// All that a lesson is trained and tested on. `_silence_` has no clips: training cuts it from noise
// (trainer/augment), evaluation from the last quarter of each recording.
struct Corpus {
  std::vector<std::string> labels;  // in the lesson's order: the index is the class
  std::vector<Clip> clips;          // in an order that depends on the sources alone
  std::vector<NoiseRecording> noise;
  std::string digest;  // SHA-256, hex, over every clip's and noise's name, label and samples

  // The class of a label; -1 when there is no such label.
  int label_index(std::string_view label) const;
};

// Recomputes `digest`.
std::string digest_of(const Corpus& corpus);

}  // namespace satchel
