#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <tuple>
#include <vector>

#include "base/hash.h"
#include "link/sign/sealing_key.h"
#include "link/telemetry/shuffling.h"
#include "wire/messages/learning_report.h"

namespace satchel {

// A sealed learning report as it travels.
inline constexpr std::size_t kSealedReportBytes = kLearningReportBytes + 48;

// The report in it. Throws Error(Exit::kRefused): of another size, sealed to another key, or not a
// report; the message says which.
LearningReport open_report(std::span<const std::uint8_t> sealed, const SealingKey& service);

// "decisions": in tables and in JSON. Never null.
const char* question_name(LearningQuestion question);

// Throws Error(Exit::kRefused) for an answer that no honest kit gives.
void check_plausible(const LearningReport& report);

// Reports that were made by the same algorithm and may be added.
struct ReportGroup {
  std::array<std::uint8_t, kPackageMarkBytes> package = {};
  LearningQuestion question = LearningQuestion::kInferences;
  std::uint32_t milli_epsilon = 0;

  bool operator<(const ReportGroup& other) const {
    return std::tie(package, question, milli_epsilon) <
           std::tie(other.package, other.question, other.milli_epsilon);
  }
};

// What a group of kits said together. The numbers are in the answers' own steps
// (wire/messages/learning_question.h says what they are).
struct FleetAnswers {
  ReportGroup group;
  std::uint64_t reports = 0;
  // Expected to be the true sums: noise has mean 0. So a sum may be negative.
  std::vector<double> sums;
  double noise_deviation = 0;  // the standard deviation of the noise in each sum
  ShuffledPrivacy shuffled = {};

  double mean(std::size_t answer) const { return sums[answer] / static_cast<double>(reports); }
  double mean_deviation() const { return noise_deviation / static_cast<double>(reports); }
};

// For counts that are parts of a whole (decisions, confidence): the nearest shares of 1 that no
// negative one is among, "Norm-Sub" of T. Wang et al., "Locally Differentially Private Frequency
// Estimation with Consistency", NDSS 2020. For people to look at; each small share comes out too
// large, so reckon with the sums. Empty for other questions, and when the whole is not above 0.
std::vector<double> shares(const FleetAnswers& answers);

// Adds the learning reports of one day, or of any period that the caller chooses. Of a report it
// keeps its part in the sums and the digest of its sealed bytes: no pseudonym, no report.
class FleetSums {
 public:
  enum class Taken {
    kCounted,
    kRepeated,  // the same sealed bytes came before; a kit sends them until they are taken
  };

  // Throws what open_report() and check_plausible() throw: anybody can seal to the service's key,
  // and one such number would drown a fleet's. A forged report can move a sum by widest_noise()
  // (noise.h) and the range at most.
  Taken add(std::span<const std::uint8_t> sealed, const SealingKey& service);

  // Groups of at least `fewest` reports, in a fixed order. Smaller ones are left out, not marked:
  // that there was one is a statistic as well.
  std::vector<FleetAnswers> answers(std::uint64_t fewest, double delta = kShufflingDelta) const;

 private:
  struct Sum {
    std::uint64_t reports = 0;
    std::array<std::int64_t, kMostAnswers> answers = {};
  };

  std::set<Sha256Digest> seen_;
  std::map<ReportGroup, Sum> sums_;
};

}  // namespace satchel
