#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

namespace satchel {

// What a person sees while something runs, always on standard error: standard output is for
// answers.

// Silences Progress and say(); errors are still printed. For --quiet; call it before anything is
// shown.
void set_quiet(bool quiet);

// One line for the person, unless quiet.
void say(std::string_view line);

// One bar. On a terminal it is one line, redrawn at most ten times a second:
//   making voices  [##########----------]  50 %   1 min 20 s left   yes, German
// Elsewhere (a log, a pipe) it is a plain line now and then. Calls from several threads are safe;
// only one Progress lives at a time.
class Progress {
 public:
  // `total` is in steps of the caller's choice; 0 when it is not known beforehand.
  Progress(std::string title, std::uint64_t total);
  // Ends the line; what was not finished stays visible at the place it reached.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `note` says what is being done now ("epoch 3, loss 0.41"); an empty one keeps the last.
  void advance(std::uint64_t steps = 1, std::string_view note = {});
  void set(std::uint64_t done, std::string_view note = {});
  // Draws the full bar with a last note and the time that it took.
  void finish(std::string_view note = {});

 private:
  using Clock = std::chrono::steady_clock;

  void draw(bool force);
  std::string line() const;
  double seconds() const;

  const std::string title_;
  const std::uint64_t total_;
  const Clock::time_point started_;
  const bool terminal_;
  std::mutex mutex_;
  std::uint64_t done_ = 0;
  std::string note_;
  Clock::time_point drawn_;
  bool finished_ = false;
  bool line_open_ = false;
};

// "4 s", "1 min 20 s", "2 h 5 min".
std::string format_duration(double seconds);

}  // namespace satchel
