// Tests that run where nothing else does: on the host (wrapped into GoogleTest by
// core/testing/gtest_wrapper.h) and on a board (whose test firmware walks the same lists and prints
// over its serial line).
//
// A test is a plain function; a list of tests is a constant. Nothing registers itself, because that
// would need constructors to run before main.
#pragma once

#include <stdint.h>

namespace satchel {

struct Failure {
  const char* file;
  int line;
  const char* what;
  int64_t got;
  int64_t expected;
  uint32_t seed;  // of the random case that failed; 0 when there is none
};

// Where the results of one test go.
class Checks {
 public:
  virtual void fail(const Failure& failure) = 0;

  // Names the random case that the following checks belong to.
  void set_seed(uint32_t seed) { seed_ = seed; }

  // True when equal; otherwise reports. Further failures of the same test are counted, not
  // reported.
  bool equal(const char* file, int line, const char* what, int64_t got, int64_t expected) {
    if (got == expected) return true;
    if (failures_++ == 0) fail({file, line, what, got, expected, seed_});
    return false;
  }
  uint32_t failures() const { return failures_; }

 protected:
  ~Checks() = default;  // never owned through this class

 private:
  uint32_t failures_ = 0;
  uint32_t seed_ = 0;
};

#define SATCHEL_CHECK_EQUAL(checks, got, expected)                                     \
  (checks).equal(__FILE__, __LINE__, #got " == " #expected, static_cast<int64_t>(got), \
                 static_cast<int64_t>(expected))
#define SATCHEL_CHECK(checks, condition) \
  (checks).equal(__FILE__, __LINE__, #condition, (condition) ? 1 : 0, 1)

struct TestCase {
  const char* name;  // letters and digits
  void (*run)(Checks& checks);
};

struct TestList {
  const char* name;  // letters and digits
  const TestCase* cases;
  uint32_t count;
};

}  // namespace satchel
