#include "trainer/train/features.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

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
      tensor_bytes_(FrontEndView(front_ends.package.data()).tensor_bytes()),
      features_(examples.size() * tensor_bytes_),
      versions_(examples.size(), -1) {}

std::span<const std::int8_t> FeatureBank::features(std::size_t index) const {
  return std::span(features_).subspan(index * tensor_bytes_, tensor_bytes_);
}

void FeatureBank::make(std::size_t index, std::uint64_t version, bool augmented) {
  const Example& example = examples_[index];
  std::vector<std::int16_t> sound(kClipSamples);
  if (example.clip == nullptr) {
    augmenter_.silence(version, index, sound);
  } else if (augmented) {
    augmenter_.apply(example.clip->pcm, version, index, sound);
  } else {
    sound = example.clip->pcm;
  }
  const std::vector<std::uint8_t>* section = &front_ends_.package;
  if (augmented && !front_ends_.variants.empty()) {
    const std::uint64_t draw = mix(seed_ ^ kVariantDraw, version, index);
    section = &front_ends_.variants[draw % front_ends_.variants.size()];
  }
  compute_features(*section, sound,
                   std::span(features_).subspan(index * tensor_bytes_, tensor_bytes_));
}

bool FeatureBank::for_each(const std::vector<std::size_t>& indices,
                           const std::function<bool()>& stop,
                           const std::function<void(std::size_t)>& work) const {
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> stopped = false;
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const auto run = [&] {
    try {
      for (std::size_t i = next++; i < indices.size() && !stopped; i = next++) {
        if (stop()) stopped = true;
        if (!stopped) work(indices[i]);
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

bool FeatureBank::refresh(std::uint64_t epoch, int period, const std::function<bool()>& stop) {
  const auto turns = static_cast<std::uint64_t>(std::max(period, 1));
  const auto version_of = [&](std::size_t index) {
    return static_cast<std::int64_t>((epoch + index % turns) / turns);
  };
  std::vector<std::size_t> due;
  for (std::size_t i = 0; i < size(); ++i) {
    if (versions_[i] != version_of(i)) due.push_back(i);
  }
  return for_each(due, stop, [&](std::size_t index) {
    make(index, static_cast<std::uint64_t>(version_of(index)), true);
    versions_[index] = version_of(index);
  });
}

void FeatureBank::make_plain() {
  std::vector<std::size_t> all(size());
  for (std::size_t i = 0; i < size(); ++i) all[i] = i;
  for_each(
      all, [] { return false; }, [&](std::size_t index) { make(index, kPlainVersion, false); });
}

}  // namespace satchel
