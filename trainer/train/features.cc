#include "trainer/train/features.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <numeric>
#include <thread>
#include <utility>

#include "trainer/train/random.h"

namespace satchel {
namespace {

// Training counts its versions from 0; no run gets here.
constexpr std::uint64_t kPlainVersion = std::uint64_t{1} << 40;
constexpr std::uint64_t kVariantDraw = 0x76617269616e74;  // keeps its draws apart from others

void compute_features(const std::vector<std::uint8_t>& section, std::span<const std::int16_t> pcm,
                      std::span<std::int8_t> tensor) {
  const FrontEndView view(section.data());
  std::vector<std::int16_t> whole(pcm.begin(), pcm.end());
  whole.resize(static_cast<std::size_t>(view.clip_samples()));
  std::vector<std::uint64_t> scratch(view.scratch_bytes() / sizeof(std::uint64_t) + 1);
  std::vector<std::int16_t> rows(view.tensor_bytes());
  view.clip(whole.data(), scratch.data(), rows.data(), tensor.data());
}

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

void FeatureBank::make(std::size_t place, std::uint64_t version, bool augmented) {
  const Example& example = examples_[shown_[place]];
  std::vector<std::int16_t> sound(kClipSamples);
  if (example.clip == nullptr) {
    augmenter_.silence(version, place, sound);
  } else if (augmented) {
    augmenter_.apply(example.clip->pcm, version, place, sound);
  } else {
    sound = example.clip->pcm;
  }
  const std::vector<std::uint8_t>* section = &front_ends_.package;
  if (augmented && !front_ends_.variants.empty()) {
    const std::uint64_t draw = mix(seed_ ^ kVariantDraw, version, place);
    section = &front_ends_.variants[draw % front_ends_.variants.size()];
  }
  compute_features(*section, sound,
                   std::span(features_).subspan(place * tensor_bytes_, tensor_bytes_));
}

bool FeatureBank::make_all(std::uint64_t version, bool augmented,
                           const std::function<bool()>& stop) {
  features_.resize(size() * tensor_bytes_);
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> stopped = false;
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const auto run = [&] {
    try {
      for (std::size_t i = next++; i < size() && !stopped; i = next++) {
        if (stop()) stopped = true;
        if (!stopped) make(i, version, augmented);
      }
    } catch (...) {
      const std::lock_guard lock(failure_mutex);
      failure = std::current_exception();
      stopped = true;
    }
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 1; i < std::max(std::thread::hardware_concurrency(), 1u); ++i) {
      threads.emplace_back(run);
    }
    run();
  }
  if (failure) std::rethrow_exception(failure);
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
