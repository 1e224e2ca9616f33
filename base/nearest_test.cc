#include "base/nearest.h"

#include <gtest/gtest.h>

#include <vector>

namespace satchel {
namespace {

TEST(Nearest, FindsTheMistypedAndNothingElse) {
  const std::vector<std::string> known = {"epochs", "learning_rate", "labels", "seed"};
  EXPECT_EQ(nearest("epcohs", known), "epochs");
  EXPECT_EQ(nearest("learnig_rate", known), "learning_rate");
  EXPECT_EQ(nearest("label", known), "labels");
  EXPECT_EQ(nearest("banana", known), "");
  EXPECT_EQ(nearest("", known), "");
  EXPECT_EQ(nearest("seed", {}), "");
}

}  // namespace
}  // namespace satchel
