#include "bench/sampling/measure.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "base/error.h"
#include "compiler/emit/listener.h"
#include "compiler/emit/run.h"
#include "core/kernels/tables.h"
#include "firmware/agent/sampler/sampler.h"
#include "firmware/agent/telemetry/fakes.h"
#include "firmware/boards/simulated/flash.h"
#include "firmware/crypto/sodium_sealer.h"
#include "link/samples/opened_sample.h"

namespace satchel {
namespace {

constexpr std::uint64_t kFirstDay = 1'800'000'000, kSecondsADay = 86400;
constexpr std::uint32_t kPlaceBytes = 36 * 1024, kLogBytes = 4096;
constexpr SampleArea kPlaces = {2 * kLogBytes, kPlaceBytes, kMaxSamples};
constexpr FlashGeometry kFlash = {2 * kLogBytes + kMaxSamples * kPlaceBytes, 4096, 4};
constexpr const char* kPurpose = "words that the lesson gets wrong";

class NoLamps final : public Feedback {
 public:
  void show(Sign, bool) override {}
  void decided(std::uint32_t, std::uint8_t) override {}
};

void require(bool good, const char* what) {
  if (!good) throw Error(Exit::kFailed, what);
}

// A kit's sampler with everything that it stands on, and a steward.
class SamplingKit {
 public:
  explicit SamplingKit(std::uint32_t budget) {
    require(log_.mount() == StoreStatus::kOk && store_.start() == SampleStatus::kOk,
            "the kit's flash does not start");
    time_.start();
    require(time_.learn(kFirstDay) == StoreStatus::kOk, "the kit does not take the time");
    settings_.has_steward_key = true;
    std::copy(steward_.public_key().begin(), steward_.public_key().end(), settings_.steward_key);
    settings_.sample_budget = budget;
    settings_.purpose_count = 1;
    settings_.purposes[0] = view_of(kPurpose);
    require(consent_.give(view_of(kPurpose), kFirstDay + 10000 * kSecondsADay, kFirstDay) ==
                ConsentStatus::kOk,
            "the kit does not take consent");
  }

  bool offer(const StreamClip& clip, const std::int8_t* scores, const DecisionRule& rule,
             const EmbeddingSketch& sketch) {
    SampleWindow window;
    const std::uint8_t digest[kSha256Bytes] = {};
    window.lesson = view_of("measured");
    window.allowed = true;
    window.digest = digest;
    window.scores = scores;
    window.labels = static_cast<std::uint32_t>(rule.labels());
    window.rule = &rule;
    window.sketch = sketch;
    window.samples_per_second = kSampleRate;
    window.sound[0] = clip.pcm.data();
    window.samples[0] = static_cast<std::uint32_t>(clip.pcm.size());
    return sampler_.offer(window, settings_) == KeepStatus::kKept;
  }

  // A night: the steward has what was kept, and the kit has it no more.
  std::vector<OpenedSample> fetch() {
    std::vector<OpenedSample> samples;
    for (std::uint32_t place = 0; place < store_.places(); ++place) {
      const ByteView sealed = store_.sealed(place);
      if (sealed.size == 0) continue;
      samples.push_back(open_sample(span_of(sealed), steward_));
      require(sampler_.erase(samples.back().id) == SampleStatus::kOk &&
                  store_.drop_receipt(place) == SampleStatus::kOk,
              "the kit does not erase");
    }
    clock_.now += kSecondsADay * 1000;
    return samples;
  }

 private:
  simulated::Flash flash_{kFlash};
  std::uint8_t unit_[kMaxProgramUnit];
  fakes::SetClock clock_;
  fakes::SeededEntropy entropy_{1};
  NoLamps lamps_;
  RecordLog log_{flash_, {0, kLogBytes, 2}};
  SampleStore store_{log_, flash_, kPlaces, unit_};
  KitTime time_{log_, clock_};
  Consent consent_{log_};
  SodiumSealer sealer_{entropy_};
  Sampler sampler_{{log_, store_, consent_, time_, sealer_, entropy_, lamps_}};
  SealingKey steward_ = SealingKey::generate();
  Settings settings_;
};

// Decides on single clips and looks into the network on the way.
class Decider {
 public:
  explicit Decider(std::span<const std::uint8_t> package) {
    listening_rate(package);  // throws when it does not listen
    PackageView view;
    PackageView::open(package.data(), package.size(), &view);
    memory_.resize(Recogniser::required_bytes(view) / sizeof(Block) + 1);
    Capabilities capabilities;
    capabilities.kernels = kAllKernels;
    const Finding finding = recogniser_.init(package.data(), package.size(), capabilities,
                                             memory_.data(), memory_.size() * sizeof(Block));
    if (!finding.ok()) throw Error(Exit::kRefused, finding_text(finding));
    tap_.attach(recogniser_.engine().package());
  }

  const std::int8_t* decide(const std::vector<std::int16_t>& pcm) {
    recogniser_.reset();
    for (std::size_t at = 0; at < pcm.size();) {
      bool row = false;
      at += recogniser_.listen(pcm.data() + at, pcm.size() - at, &row);
    }
    require(recogniser_.heard_enough(), "a clip is shorter than the package's window");
    recogniser_.features();
    return recogniser_.infer(tap_.hook());
  }
  const DecisionRule& rule() const { return recogniser_.rule(); }
  const EmbeddingSketch& sketch() const { return tap_.sketch(); }

 private:
  struct alignas(kAlignment) Block {
    std::uint8_t bytes[kAlignment];
  };
  std::vector<Block> memory_;
  Recogniser recogniser_;
  EmbeddingTap tap_;
};

}  // namespace

std::size_t SamplingCount::all_heard() const {
  return std::accumulate(heard.begin(), heard.end(), std::size_t{0});
}

std::size_t SamplingCount::all_kept() const {
  return std::accumulate(kept.begin(), kept.end(), std::size_t{0});
}

double SamplingCount::gain() const {
  if (all_kept() == 0) return 0;
  const double hard = static_cast<double>(all_heard() - heard[0]);
  const double chance = static_cast<double>(all_kept()) * hard / static_cast<double>(all_heard());
  return static_cast<double>(hard_kept()) / chance;
}

SamplingCount& SamplingCount::operator+=(const SamplingCount& other) {
  for (std::size_t i = 0; i < kDifficulties; ++i) {
    heard[i] += other.heard[i];
    kept[i] += other.kept[i];
  }
  return *this;
}

SamplingCount measure_sampling(std::span<const std::uint8_t> package,
                               std::span<const StreamClip> stream, const SamplingDay& day) {
  Decider decider(package);
  SamplingKit kit(day.budget);
  SamplingCount count;
  std::map<std::vector<std::int16_t>, Difficulty> offered;
  const auto fetch = [&] {
    for (const OpenedSample& sample : kit.fetch()) {
      const auto found = offered.find(sample.sound);
      require(found != offered.end(), "the steward got sound that was never offered");
      ++count.kept[static_cast<std::size_t>(found->second)];
    }
    offered.clear();
  };
  for (std::size_t i = 0; i < stream.size(); ++i) {
    const StreamClip& clip = stream[i];
    ++count.heard[static_cast<std::size_t>(clip.difficulty)];
    const std::int8_t* scores = decider.decide(clip.pcm);
    if (kit.offer(clip, scores, decider.rule(), decider.sketch())) {
      offered[clip.pcm] = clip.difficulty;
    }
    if ((i + 1) % day.decisions == 0) fetch();
  }
  fetch();
  return count;
}

}  // namespace satchel
