#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "wire/messages/learning_question.h"

namespace satchel {

struct FleetOptions {
  std::vector<std::size_t> sizes = {100, 300, 1000, 3000};  // kits, rising
  std::uint32_t milli_epsilon = 500;
  std::size_t days = 10;
  std::uint64_t seed = 1;
};

// How far what a service learns from one day's reports is from what the kits had counted.
struct FleetError {
  std::size_t kits = 0;
  LearningQuestion question = LearningQuestion::kInferences;
  double reports = 0;  // to this question, a day, on average
  double measured =
      0;  // root mean square over days and answers, of the mean, as a part of the range
  double expected = 0;  // the same by formula
};

// Lets real learning planes count, noise, debit, seal and hand over, a kit each on flash of its
// own, and a service open and add. The use is invented; what a report makes of it is not. A row for
// each size and question.
std::vector<FleetError> measure_fleet(const FleetOptions& options);

}  // namespace satchel
