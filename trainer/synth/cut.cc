#include "trainer/synth/cut.h"

#include <algorithm>
#include <cmath>

namespace satchel {
namespace {

// In frames of 10 ms.
struct Part {
  std::size_t begin = 0, end = 0;
};

constexpr std::size_t kShortestPause = 10;  // frames
constexpr double kClearly = 1.25;           // how much longer a pause between words must be
constexpr double kQuiet = 0.008;            // of the loudest frame, -42 dB: not yet the word
constexpr double kMargin = 0.02;            // seconds that are kept around a word

// Frames that are loud enough to be speech, as runs.
std::vector<Part> loud_parts(std::span<const std::int16_t> pcm, std::size_t frame) {
  std::vector<double> level(pcm.size() / frame);
  for (std::size_t i = 0; i < level.size(); ++i) {
    double sum = 0;
    for (std::size_t k = 0; k < frame; ++k) {
      const double sample = pcm[i * frame + k];
      sum += sample * sample;
    }
    level[i] = std::sqrt(sum / static_cast<double>(frame));
  }
  const double loudest = level.empty() ? 0 : *std::max_element(level.begin(), level.end());
  const double threshold = std::max(10.0, loudest * kQuiet);
  std::vector<Part> parts;
  for (std::size_t i = 0; i < level.size(); ++i) {
    if (level[i] < threshold) continue;
    if (parts.empty() || parts.back().end != i) parts.push_back({i, i});
    parts.back().end = i + 1;
  }
  return parts;
}

// Joins the runs across all but the count - 1 longest pauses.
std::vector<Part> join_words(const std::vector<Part>& runs, std::size_t count) {
  std::vector<std::size_t> pauses;
  for (std::size_t i = 1; i < runs.size(); ++i) pauses.push_back(runs[i].begin - runs[i - 1].end);
  std::vector<std::size_t> sorted = pauses;
  std::sort(sorted.rbegin(), sorted.rend());
  const std::size_t least = count > 1 ? sorted[count - 2] : 0;
  const std::size_t next = sorted.size() >= count ? sorted[count - 1] : 0;
  const bool clear = static_cast<double>(least) >= kClearly * static_cast<double>(next);
  if (count > 1 && (least < kShortestPause || !clear)) return {};
  std::vector<Part> words = {runs.front()};
  for (std::size_t i = 1; i < runs.size(); ++i) {
    if (count > 1 && pauses[i - 1] >= least) {
      words.push_back(runs[i]);
    } else {
      words.back().end = runs[i].end;
    }
  }
  return words;
}

}  // namespace

std::vector<std::vector<std::int16_t>> cut_at_pauses(std::span<const std::int16_t> pcm, int rate,
                                                     std::size_t count) {
  const std::size_t frame = static_cast<std::size_t>(rate) / 100;
  const std::vector<Part> runs = loud_parts(pcm, frame);
  if (count == 0 || runs.size() < count) return {};
  const std::vector<Part> words = join_words(runs, count);
  if (words.size() != count) return {};
  const auto margin = static_cast<std::size_t>(kMargin * rate);
  std::vector<std::vector<std::int16_t>> result;
  for (const Part& word : words) {
    const std::size_t begin = word.begin * frame > margin ? word.begin * frame - margin : 0;
    const std::size_t end = std::min(word.end * frame + margin, pcm.size());
    result.emplace_back(pcm.begin() + static_cast<std::ptrdiff_t>(begin),
                        pcm.begin() + static_cast<std::ptrdiff_t>(end));
  }
  return result;
}

}  // namespace satchel
