#include "link/telemetry/fleet_sums.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "base/error.h"
#include "link/telemetry/noise.h"

namespace satchel {
namespace {

const char* why(MessageStatus status) {
  switch (status) {
    case MessageStatus::kUnsupportedVersion:
      return "it was written by a newer kit";
    case MessageStatus::kUnknownElement:
      return "it has a field that is not on the list";
    case MessageStatus::kBadValue:
      return "a value is outside of its range";
    case MessageStatus::kNotDeterministic:
      return "it is not in the one encoding that a report has";
    default:
      return "it does not have a report's shape";
  }
}

}  // namespace

LearningReport open_report(std::span<const std::uint8_t> sealed, const SealingKey& service) {
  if (sealed.size() != kSealedReportBytes) {
    throw Error(Exit::kRefused,
                fmt::format("a sealed learning report has {} bytes, this one has {}",
                            kSealedReportBytes, sealed.size()));
  }
  const ByteVector bytes = service.open(sealed);
  LearningReport report;
  const MessageStatus status = read_learning_report(view_of(bytes), &report);
  if (status != MessageStatus::kOk) {
    throw Error(Exit::kRefused, fmt::format("a learning report is refused: {}", why(status)),
                "spec/telemetry.md says what a report is.");
  }
  return report;
}

const char* question_name(LearningQuestion question) {
  switch (question) {
    case LearningQuestion::kInferences:
      return "inferences";
    case LearningQuestion::kDecisions:
      return "decisions";
    case LearningQuestion::kConfidence:
      return "confidence";
    case LearningQuestion::kDrift:
      return "drift";
    case LearningQuestion::kLatency:
      return "latency";
  }
  return "unknown";
}

void check_plausible(const LearningReport& report) {
  const AnswerShape& shape = shape_of(report.question);
  const std::int64_t noise = widest_noise(report.question, report.milli_epsilon);
  for (std::size_t i = 0; i < shape.count; ++i) {
    if (report.answers[i] >= shape.low - noise && report.answers[i] <= shape.high + noise) continue;
    throw Error(
        Exit::kRefused,
        fmt::format("a learning report has {} as its answer {} to question {}: no kit's noise at "
                    "epsilon {} reaches so far",
                    report.answers[i], i + 1, static_cast<int>(report.question),
                    report.milli_epsilon / 1000.0),
        "It was not made by a kit. Look for who sends it: the health plane knows the kits.");
  }
}

FleetSums::Taken FleetSums::add(std::span<const std::uint8_t> sealed, const SealingKey& service) {
  const LearningReport report = open_report(sealed, service);
  check_plausible(report);
  if (!seen_.insert(sha256(sealed)).second) return Taken::kRepeated;
  ReportGroup group;
  std::copy_n(report.package, kPackageMarkBytes, group.package.begin());
  group.question = report.question;
  group.milli_epsilon = report.milli_epsilon;
  Sum& sum = sums_[group];
  ++sum.reports;
  for (std::size_t i = 0; i < shape_of(report.question).count; ++i) {
    sum.answers[i] += report.answers[i];
  }
  return Taken::kCounted;
}

std::vector<FleetAnswers> FleetSums::answers(std::uint64_t fewest, double delta) const {
  std::vector<FleetAnswers> all;
  for (const auto& [group, sum] : sums_) {
    if (sum.reports < fewest) continue;
    FleetAnswers answers;
    answers.group = group;
    answers.reports = sum.reports;
    answers.sums.assign(sum.answers.begin(), sum.answers.begin() + shape_of(group.question).count);
    answers.noise_deviation = std::sqrt(static_cast<double>(sum.reports) *
                                        noise_variance(group.question, group.milli_epsilon));
    answers.shuffled = shuffled_privacy(sum.reports, group.milli_epsilon / 1000.0, delta);
    all.push_back(std::move(answers));
  }
  return all;
}

std::vector<double> shares(const FleetAnswers& answers) {
  if (shape_of(answers.group.question).together == 0) return {};
  const double whole = std::accumulate(answers.sums.begin(), answers.sums.end(), 0.0);
  if (whole <= 0) return {};
  // The threshold that, taken off every sum, leaves the same whole in those that stay above 0. With
  // the sums in falling order it is that of the longest prefix whose last one stays above it.
  std::vector<double> falling = answers.sums;
  std::sort(falling.begin(), falling.end(), std::greater<>());
  double prefix = 0, threshold = 0;
  for (std::size_t i = 0; i < falling.size(); ++i) {
    prefix += falling[i];
    const double candidate = (prefix - whole) / static_cast<double>(i + 1);
    if (falling[i] > candidate) threshold = candidate;
  }
  std::vector<double> out;
  for (const double sum : answers.sums) out.push_back(std::max(sum - threshold, 0.0) / whole);
  return out;
}

}  // namespace satchel
