#include "bench/sampling/hard_stream.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "base/error.h"

namespace satchel {
namespace {

using Pcm = std::vector<std::int16_t>;

// Not std::uniform_*_distribution: its numbers differ between libraries.
class Draw {
 public:
  explicit Draw(std::uint32_t seed) : engine_(seed) {}
  std::size_t below(std::size_t count) { return engine_() % count; }
  double between(double low, double high) {
    return low + (high - low) * (engine_() / 4294967296.0);
  }

 private:
  std::mt19937 engine_;
};

double loudness(const std::int16_t* pcm, std::size_t samples) {
  double sum = 0;
  for (std::size_t i = 0; i < samples; ++i) sum += double(pcm[i]) * pcm[i];
  return std::sqrt(sum / static_cast<double>(samples)) + 1;
}

Pcm under_noise(const Pcm& word, const std::vector<NoiseRecording>& recordings, Draw& draw) {
  const std::span<const std::int16_t> noise = recordings[draw.below(recordings.size())].for_test();
  const std::size_t start = draw.below(noise.size() - word.size() + 1);
  const double gain = std::pow(10.0, draw.between(0, 5) / 20) * loudness(word.data(), word.size()) /
                      loudness(noise.data() + start, word.size());
  Pcm mixed(word.size());
  for (std::size_t i = 0; i < word.size(); ++i) {
    mixed[i] = static_cast<std::int16_t>(
        std::lround(std::clamp(word[i] + gain * noise[start + i], -32768.0, 32767.0)));
  }
  return mixed;
}

Pcm cut_off(const Pcm& word, Draw& draw) {
  const auto lost = static_cast<std::ptrdiff_t>(draw.between(0.35, 0.5) * kSampleRate);
  Pcm rest(word.size());
  if (draw.below(2) == 0) {
    std::copy(word.begin() + lost, word.end(), rest.begin());
  } else {
    std::copy(word.begin(), word.end() - lost, rest.begin() + lost);
  }
  return rest;
}

struct Words {
  std::vector<const Pcm*> own, other;
};

Words words_of(const Corpus& corpus) {
  Words words;
  for (const Clip& clip : corpus.clips) {
    if (clip.split != Split::kTest) continue;
    (clip.label.starts_with("_") ? words.other : words.own).push_back(&clip.pcm);
  }
  bool noise = !corpus.noise.empty();
  for (const NoiseRecording& each : corpus.noise) noise &= each.for_test().size() >= kClipSamples;
  if (words.own.empty() || words.other.empty() || !noise) {
    throw Error(Exit::kUnusable,
                "no words, other words and noise of test people to make a stream of",
                "name a data folder with recordings of the lesson's words, of others, and noise");
  }
  return words;
}

}  // namespace

std::vector<StreamClip> hard_stream(const Corpus& corpus, double share, std::uint32_t seed) {
  const Words words = words_of(corpus);
  Draw draw(seed);
  std::vector<StreamClip> stream;
  for (const Pcm* word : words.own) stream.push_back({*word, Difficulty::kOrdinary});
  const auto hard = static_cast<std::size_t>(
      std::lround(static_cast<double>(stream.size()) * share / (1 - share)));
  for (std::size_t i = 0; i < hard; ++i) {
    const Pcm& word = *words.own[draw.below(words.own.size())];
    const Pcm& other = *words.other[draw.below(words.other.size())];
    switch (i % 3) {
      case 0:
        stream.push_back({under_noise(word, corpus.noise, draw), Difficulty::kNoise});
        break;
      case 1:
        stream.push_back({other, Difficulty::kUnknownWord});
        break;
      default:
        stream.push_back({cut_off(word, draw), Difficulty::kCutOff});
    }
  }
  for (std::size_t i = stream.size(); i-- > 1;) std::swap(stream[i], stream[draw.below(i + 1)]);
  return stream;
}

}  // namespace satchel
