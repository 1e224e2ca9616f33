#include "compiler/frontend/decision_builder.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "core/decide/decide.h"

namespace satchel {
namespace {

TEST(DecisionBuilder, MakesARuleInTheNetworksUnits) {
  DecisionDesign design = decision_for({"yes", "no", "_unknown_", "_silence_"}, 0.75);
  design.hop_ms = 100;
  design.refractory_ms = 750;
  design.labels[1].threshold = 1;
  const std::vector<uint8_t> section = build_decision(design);
  const DecisionRule rule(section.data());
  EXPECT_EQ(rule.labels(), 4);
  EXPECT_EQ(rule.threshold(0), 64);
  EXPECT_EQ(rule.threshold(1), 127);
  EXPECT_FALSE(rule.is_background(1));
  EXPECT_TRUE(rule.is_background(2));
  EXPECT_TRUE(rule.is_background(3));
  EXPECT_EQ(rule.hop_ms(), 100);
  EXPECT_EQ(rule.refractory(), 8);
}

TEST(DecisionBuilder, RefusesByName) {
  DecisionDesign design = decision_for({"yes", "no"}, 0.5);
  design.labels[1].threshold = 1.5;
  try {
    build_decision(design);
    FAIL() << "it was built";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "decision: the threshold of \"no\" is out of range");
  }
  EXPECT_THROW(build_decision({}), Error) << "no labels";
}

}  // namespace
}  // namespace satchel
