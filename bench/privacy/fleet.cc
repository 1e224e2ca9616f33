#include "bench/privacy/fleet.h"

#include <cmath>
#include <map>
#include <memory>
#include <stdexcept>

#include "bench/privacy/kit.h"
#include "link/telemetry/fleet_sums.h"

namespace satchel {
namespace {

using Truth = std::array<double, kMostAnswers>;

// The first so many kits, on one day.
struct Fleet {
  FleetSums sums;
  std::map<LearningQuestion, Truth> truth;
};

struct Tally {
  double reports = 0;
  double measured = 0;  // squares
  double expected = 0;
};

// Adds how far the day's sums are from the truth.
void tally_day(const Fleet& fleet, std::map<LearningQuestion, Tally>* tallies) {
  for (const FleetAnswers& answers : fleet.sums.answers(1)) {
    const AnswerShape& shape = shape_of(answers.group.question);
    const double range = (shape.high - shape.low) * static_cast<double>(answers.reports);
    const Truth& truth = fleet.truth.at(answers.group.question);
    Tally& tally = (*tallies)[answers.group.question];
    tally.reports += static_cast<double>(answers.reports);
    for (std::size_t i = 0; i < shape.count; ++i) {
      tally.measured += std::pow((answers.sums[i] - truth[i]) / range, 2) / shape.count;
    }
    tally.expected += std::pow(answers.noise_deviation / range, 2);
  }
}

}  // namespace

std::vector<FleetError> measure_fleet(const FleetOptions& options) {
  const SealingKey service = SealingKey::generate();
  const std::uint64_t first_seed =
      (options.seed << 40) + (std::uint64_t{options.milli_epsilon} << 20);
  std::vector<std::unique_ptr<PrivacyKit>> kits;
  for (std::size_t i = 0; i < options.sizes.back(); ++i) {
    kits.push_back(
        std::make_unique<PrivacyKit>(first_seed + i, service.public_key(), options.milli_epsilon));
  }
  std::vector<std::map<LearningQuestion, Tally>> tallies(options.sizes.size());
  for (std::size_t day = 1; day <= options.days; ++day) {
    std::vector<Fleet> fleets(options.sizes.size());
    for (std::size_t i = 0; i < kits.size(); ++i) {
      const std::vector<std::uint8_t> sealed = kits[i]->live(day);
      const LearningQuestion question = open_report(sealed, service).question;
      const auto truth = kits[i]->truth(question);
      for (std::size_t f = 0; f < fleets.size(); ++f) {
        if (i >= options.sizes[f]) continue;
        if (fleets[f].sums.add(sealed, service) != FleetSums::Taken::kCounted) {
          throw std::logic_error("two kits sent the same report");
        }
        Truth& sum = fleets[f].truth[question];
        for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += truth[k];
      }
    }
    for (std::size_t f = 0; f < fleets.size(); ++f) tally_day(fleets[f], &tallies[f]);
  }
  std::vector<FleetError> errors;
  const double days = static_cast<double>(options.days);
  for (std::size_t f = 0; f < tallies.size(); ++f) {
    for (const auto& [question, tally] : tallies[f]) {
      errors.push_back({options.sizes[f], question, tally.reports / days,
                        std::sqrt(tally.measured / days), std::sqrt(tally.expected / days)});
    }
  }
  return errors;
}

}  // namespace satchel
