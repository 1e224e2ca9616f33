#include "compiler/card/work.h"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "core/decide/decide.h"

namespace satchel {
namespace {

std::vector<std::uint8_t> decision_every(std::uint16_t hop_ms) {
  DecisionHeader header = {};
  header.version = kDecisionVersion;
  header.labels = 2;
  header.hop_ms = hop_ms;
  header.smoothing = 1;
  std::vector<std::uint8_t> section(sizeof(header) + 2 * sizeof(DecisionLabel));
  std::memcpy(section.data(), &header, sizeof(header));
  return section;
}

TEST(Work, IsTheSumOfTheStepsAndTheRulesHop) {
  std::vector<Step> steps(2);
  steps[0].instructions = 4'000'000'000u;
  steps[1].instructions = 1'000'000'000u;
  const Work work = work_of(steps, decision_every(250));
  EXPECT_EQ(work, (Work{5'000'000'000u, 250}));
  EXPECT_DOUBLE_EQ(work.windows_a_second(), 4);
}

TEST(Work, WithoutARuleThereIsAWindowASecond) {
  const Work work = work_of({}, {});
  EXPECT_EQ(work, Work());
  EXPECT_DOUBLE_EQ(work.windows_a_second(), 1);
  EXPECT_EQ(work_of({}, std::vector<std::uint8_t>(5, 1)).hop_ms, 0u) << "a damaged rule";
}

}  // namespace
}  // namespace satchel
