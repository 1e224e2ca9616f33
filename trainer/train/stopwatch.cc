#include "trainer/train/stopwatch.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>

namespace satchel {
namespace {

double clock_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

double processor_now() {
  double sum = 0;
  for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage used = {};
    getrusage(who, &used);
    sum += seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
  }
  return sum;
}

}  // namespace

Stopwatch::Stopwatch() : clock_(clock_now()), processor_(processor_now()) {}

double Stopwatch::seconds() const {
  return clock_now() - clock_;
}

double Stopwatch::worked() const {
  return std::min(seconds(), processor_now() - processor_);
}

}  // namespace satchel
