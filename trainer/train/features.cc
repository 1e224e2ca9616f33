#include "trainer/train/features.h"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <utility>

#include "base/parallel.h"
#include "compiler/frontend/clip_features.h"
#include "trainer/train/random.h"

namespace satchel {
namespace {

// Training counts its versions from 0; no run gets here.
constexpr std::uint64_t kPlainVersion = std::uint64_t{1} << 40;
constexpr std::uint64_t kVariantDraw = 0x76617269616e74;  // keeps its draws apart from others

}  // namespace

FeatureBank::FeatureBank(std::span<const Example> examples, const Augmenter& augmenter,
                         const FrontEnds& front_ends, std::uint64_t seed)
    : examples_(examples),
      augmenter_(augmenter),
      front_ends_(front_ends),
      seed_(seed),
      tensor_bytes_(FrontEndView(front_ends.package.data()).tensor_bytes()) {}

std::span<const std::int8_t> FeatureBank::features(std::size_t place) const {
  return std::span(features_).subspan(place * tensor_bytes_, tensor_bytes_);
}

std::vector<std::int16_t> FeatureBank::plain_sound(std::size_t place) const {
  const Example& example = examples_[shown_[place]];
  if (example.clip != nullptr) return example.clip->pcm;
  std::vector<std::int16_t> silence(kClipSamples);
  augmenter_.silence(kPlainVersion, place, silence);
  return silence;
}

void FeatureBank::make(std::size_t place, std::uint64_t version, bool augmented) {
  const Example& example = examples_[shown_[place]];
  std::vector<std::int16_t> sound(kClipSamples);
  if (!augmented) {
    sound = plain_sound(place);
  } else if (example.clip == nullptr) {
    augmenter_.silence(version, place, sound);
  } else {
    augmenter_.apply(example.clip->pcm, version, place, sound);
  }
  const std::vector<std::uint8_t>* section = &front_ends_.package;
  if (augmented && !front_ends_.variants.empty()) {
    const std::uint64_t draw = mix(seed_ ^ kVariantDraw, version, place);
    section = &front_ends_.variants[draw % front_ends_.variants.size()];
  }
  const FrontEndView front_end(section->data());
  std::ranges::copy(clip_features(front_end, sound).tensor,
                    features_.begin() + static_cast<std::ptrdiff_t>(place * tensor_bytes_));
}

bool FeatureBank::make_all(std::uint64_t version, bool augmented,
                           const std::function<bool()>& stop) {
  features_.resize(size() * tensor_bytes_);
  std::atomic<bool> stopped = false;
  parallel_for(size(), [&](std::size_t place) {
    if (!stopped && stop()) stopped = true;
    if (!stopped) make(place, version, augmented);
  });
  return !stopped;
}

bool FeatureBank::show(std::uint64_t version, std::vector<std::size_t> shown,
                       const std::function<bool()>& stop) {
  shown_ = std::move(shown);
  return make_all(version, true, stop);
}

void FeatureBank::show_plain() {
  shown_.resize(examples_.size());
  std::iota(shown_.begin(), shown_.end(), std::size_t{0});
  make_all(kPlainVersion, false, [] { return false; });
}

}  // namespace satchel
