#pragma once

namespace satchel {

// How long something took, by the clock and without waiting for other programs: a machine that is
// busy for a moment is not a slow one, and shall not teach less.
class Stopwatch {
 public:
  Stopwatch();

  double seconds() const;  // by the clock
  // At most that: what the processors did for this program and its children that have ended. Time
  // in which not even one thread of them ran belongs to others.
  double worked() const;

 private:
  double clock_;
  double processor_;
};

}  // namespace satchel
