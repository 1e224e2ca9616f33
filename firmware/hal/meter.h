#pragma once

#include <stdint.h>

namespace satchel {

enum class MeterUnit : uint8_t {
  kInstructions,  // repeatable: executed instructions
  kNanoseconds,   // as the wall clock has it, disturbed by everything else that runs
};

// The port that says what a piece of work cost.
class Meter {
 public:
  virtual MeterUnit unit() const = 0;
  // What the meter itself takes between start() and stop() is not counted. One measurement at a
  // time; at most two minutes of work.
  virtual void start() = 0;
  virtual uint64_t stop() = 0;

 protected:
  ~Meter() = default;
};

}  // namespace satchel
