#include "bench/privacy/kit.h"

#include <sodium.h>

#include <algorithm>
#include <stdexcept>

namespace satchel {
namespace {

constexpr FlashGeometry kGeometry = {4096, 1024, 4, false};
constexpr LogArea kLog = {0, 2048, 2};
constexpr std::uint64_t kFirstDay = 20'000, kSecondsADay = 86'400;

void expect(bool done, const char* what) {
  if (!done) throw std::logic_error(what);
}

}  // namespace

SealStatus SealedBox::seal(const std::uint8_t key[kBoxKeyBytes], ByteView message,
                           std::uint8_t* out) {
  return crypto_box_seal(out, message.data, message.size, key) == 0 ? SealStatus::kOk
                                                                    : SealStatus::kBadKey;
}

PrivacyKit::PrivacyKit(std::uint64_t seed, const SealingPublic& service,
                       std::uint32_t milli_epsilon)
    : flash_(memory_.data(), kGeometry),
      entropy_(seed),
      log_(flash_, kLog),
      time_(log_, clock_),
      plane_({log_, time_, entropy_, box_, hash_, signs_}),
      habits_(static_cast<std::uint32_t>(seed)) {
  memory_.fill(kErased);
  expect(log_.mount() == StoreStatus::kOk, "a kit's log does not mount");
  time_.start();
  plane_.start();
  Settings settings;
  settings.telemetry = TelemetryLevel::kLearning;
  settings.has_service_key = true;
  std::copy(service.begin(), service.end(), settings.service_key);
  settings.milli_epsilon = milli_epsilon;
  settings.ledger_cap = kMostLedgerMilliEpsilon;
  settings.term = 1;
  plane_.configure(settings);
  plane_.bind(kBenchPackage, kBenchCard);
  liveliness_ = 200 + habits_() % 20'000;
  favourite_ = static_cast<std::int32_t>(habits_() % 12);
  loudness_ = static_cast<std::int32_t>(habits_() % 40) - 40;
}

void PrivacyKit::use() {
  today_ = DayCounters();
  const std::uint32_t uses = habits_() % 3 == 0 ? 0 : habits_() % liveliness_;
  for (std::uint32_t i = 0; i < uses; ++i) {
    const std::uint32_t dice = habits_();
    Inference inference;
    if (dice % 5 != 0) inference.label = dice % 3 == 0 ? favourite_ : static_cast<int>(dice % 12);
    inference.confidence = static_cast<std::uint8_t>(255 - (dice >> 8) % 128);
    inference.microseconds = 20'000 + (dice >> 16) % 8000;
    plane_.count(inference);
    today_.count(inference);
  }
  std::array<std::int8_t, 490> features;
  for (std::int8_t& each : features) {
    each = static_cast<std::int8_t>(loudness_ + static_cast<int>(habits_() % 80) - 40);
  }
  plane_.count_features(features.data(), features.size());
  today_.count_features(features.data(), features.size());
}

std::vector<std::uint8_t> PrivacyKit::live(std::uint64_t day) {
  time_.learn((kFirstDay + day) * kSecondsADay);
  use();
  clock_.now += 5 * 3600 * 1000;
  expect(plane_.step() == PlaneStatus::kOk, "a report was due and was not made");
  const ByteView sealed = plane_.hand_over();
  std::vector<std::uint8_t> report(sealed.data, sealed.data + sealed.size);
  take(report);
  return report;
}

void PrivacyKit::take(const std::vector<std::uint8_t>& report) {
  std::uint8_t digest[kSha256Bytes];
  hash_.start();
  hash_.update(report.data(), report.size());
  hash_.finish(digest);
  expect(plane_.taken(digest), "a report that was taken stays");
}

std::array<std::int32_t, kMostAnswers> PrivacyKit::truth(LearningQuestion question) const {
  std::array<std::int32_t, kMostAnswers> answers = {};
  today_.answer(question, kBenchCard, answers.data());
  return answers;
}

}  // namespace satchel
