// The host's side of check.h: every case of a list becomes a test of GoogleTest.
//
//   const bool registered = satchel::register_with_gtest(satchel::kKernelTests);
#pragma once

#include <gtest/gtest.h>

#include "core/testing/check.h"

namespace satchel {

class GtestChecks final : public Checks {
 public:
  void fail(const Failure& f) override {
    ADD_FAILURE_AT(f.file, f.line)
        << f.what << ": got " << f.got << ", expected " << f.expected << ", seed " << f.seed;
  }
};

class ListedTest : public testing::Test {
 public:
  explicit ListedTest(const TestCase& test_case) : test_case_(test_case) {}
  void TestBody() override {
    GtestChecks checks;
    test_case_.run(checks);
    EXPECT_EQ(checks.failures(), 0u);
  }

 private:
  const TestCase& test_case_;
};

inline bool register_with_gtest(const TestList& list) {
  for (uint32_t i = 0; i < list.count; ++i) {
    const TestCase& test_case = list.cases[i];
#ifndef __clang_analyzer__  // it takes what gtest keeps for a leak
    testing::RegisterTest(list.name, test_case.name, nullptr, nullptr, __FILE__, __LINE__,
                          [&test_case]() -> ListedTest* { return new ListedTest(test_case); });
#endif
  }
  return true;
}

}  // namespace satchel
