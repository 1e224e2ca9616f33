#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/bar.h"

namespace satchel {

// What a person sees while something runs, always on standard error: standard output is for
// answers.

// Silences Progress and say(); errors are still printed. For --quiet; call it before anything is
// shown.
void set_quiet(bool quiet);
bool is_quiet();

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
  void draw(bool force);

  const bool terminal_;
  std::mutex mutex_;
  Bar bar_;
  Bar::Clock::time_point drawn_;
  bool line_open_ = false;
};

// Several bars, a line each, for what runs at the same time: on a terminal they stand below each
// other and are redrawn together; elsewhere each is a plain line now and then. Calls from several
// threads are safe; none of it lives beside a Progress.
class ProgressBars {
 public:
  explicit ProgressBars(const std::vector<std::string>& titles);
  ProgressBars(const ProgressBars&) = delete;
  ProgressBars& operator=(const ProgressBars&) = delete;

  // `total` 0 draws no bar, only the note. What is done may fall back when another stage begins:
  // then the time left is reckoned anew.
  void set(std::size_t bar, std::uint64_t done, std::uint64_t total, std::string_view note = {});
  // A bar that is not `whole` stays at the place it reached: it ended early.
  void finish(std::size_t bar, std::string_view note, bool whole = true);

 private:
  void draw(std::size_t changed, bool force);

  const bool terminal_;
  std::mutex mutex_;
  std::vector<Bar> bars_;
  std::vector<Bar::Clock::time_point> drawn_;  // each bar's, or the first one's for all
  bool shown_ = false;
};

// "4 s", "1 min 20 s", "2 h 5 min".
std::string format_duration(double seconds);

}  // namespace satchel
