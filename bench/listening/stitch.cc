#include "bench/listening/stitch.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "base/error.h"

namespace satchel {
namespace {

std::int16_t saturated(double value) {
  return static_cast<std::int16_t>(std::lround(std::clamp(value, -32768.0, 32767.0)));
}

// The test quarters of all noise recordings, one after the other and again.
std::vector<std::int16_t> noise_bed(const Corpus& corpus, std::size_t samples, double gain) {
  std::vector<std::int16_t> bed;
  while (!corpus.noise.empty() && bed.size() < samples) {
    const std::size_t before = bed.size();
    for (const NoiseRecording& noise : corpus.noise) {
      for (const std::int16_t sample : noise.for_test()) bed.push_back(saturated(sample * gain));
    }
    if (bed.size() == before) break;
  }
  bed.resize(samples);
  return bed;
}

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

}  // namespace

StitchedRecording stitch(const Corpus& corpus, const StitchOptions& options) {
  std::map<std::string, std::vector<const Clip*>> by_label;
  for (const Clip& clip : corpus.clips) {
    if (clip.split == Split::kTest) by_label[clip.label].push_back(&clip);
  }
  if (by_label.empty()) {
    throw Error(Exit::kUnusable, "no clip of the test split's people to stitch a recording of",
                "name a data folder with recordings of the lesson's labels");
  }
  std::vector<std::string> labels;
  labels.reserve(by_label.size());
  for (const auto& [label, clips] : by_label) labels.push_back(label);

  const auto samples = static_cast<std::size_t>(options.seconds * kSampleRate);
  StitchedRecording recording;
  recording.pcm = noise_bed(corpus, samples, options.noise_gain);
  Draw draw(options.seed);
  const auto pause = [&] { return static_cast<std::size_t>(draw.between(0.8, 2.2) * kSampleRate); };
  for (std::size_t at = pause(); at + kClipSamples <= samples; at += kClipSamples + pause()) {
    const std::string& label = labels[draw.below(labels.size())];
    const Clip& clip = *by_label[label][draw.below(by_label[label].size())];
    for (std::size_t i = 0; i < clip.pcm.size(); ++i) {
      recording.pcm[at + i] = saturated(double(recording.pcm[at + i]) + clip.pcm[i]);
    }
    recording.words.push_back(
        {double(at) / kSampleRate, double(at + clip.pcm.size()) / kSampleRate, label});
  }
  return recording;
}

}  // namespace satchel
