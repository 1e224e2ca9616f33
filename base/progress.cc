#include "base/progress.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>

namespace satchel {
namespace {

constexpr Bar::Clock::duration kTerminalInterval = std::chrono::milliseconds(100);
constexpr Bar::Clock::duration kPlainInterval = std::chrono::seconds(10);

std::atomic<bool> quiet_wanted = false;

bool on_terminal() {
  return ::isatty(STDERR_FILENO) == 1;
}

// From the first column, and erases what an earlier, longer line left (ECMA-48 EL).
void draw_line(const Bar& bar) {
  std::fprintf(stderr, "\r%s\x1b[K", cut_to_columns(bar.line(), terminal_columns() - 1).c_str());
}

}  // namespace

void set_quiet(bool quiet) {
  quiet_wanted = quiet;
}

bool is_quiet() {
  return quiet_wanted;
}

void say(std::string_view line) {
  if (is_quiet()) return;
  std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
}

std::string format_duration(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::llround(std::max(0.0, seconds)));
  if (whole < 60) return std::to_string(whole) + " s";
  if (whole < 3600) return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  return std::to_string(whole / 3600) + " h " + std::to_string(whole / 60 % 60) + " min";
}

Progress::Progress(std::string title, std::uint64_t total)
    : terminal_(on_terminal()), bar_{std::move(title), total}, drawn_(bar_.started) {
  draw(true);
}

Progress::~Progress() {
  const std::lock_guard lock(mutex_);
  if (line_open_) std::fputc('\n', stderr);
}

void Progress::advance(std::uint64_t steps, std::string_view note) {
  const std::lock_guard lock(mutex_);
  bar_.done += steps;
  if (!note.empty()) bar_.note = note;
  draw(false);
}

void Progress::set(std::uint64_t done, std::string_view note) {
  const std::lock_guard lock(mutex_);
  bar_.done = done;
  if (!note.empty()) bar_.note = note;
  draw(false);
}

void Progress::finish(std::string_view note) {
  const std::lock_guard lock(mutex_);
  if (bar_.finished) return;
  bar_.finish(note);
  draw(true);
}

void Progress::draw(bool force) {
  if (is_quiet()) return;
  const auto now = Bar::Clock::now();
  if (!force && now - drawn_ < (terminal_ ? kTerminalInterval : kPlainInterval)) return;
  drawn_ = now;
  if (!terminal_) {
    std::fprintf(stderr, "%s\n", bar_.line().c_str());
    return;
  }
  draw_line(bar_);
  line_open_ = !bar_.finished;
  if (bar_.finished) std::fputc('\n', stderr);
  std::fflush(stderr);
}

// More bars than rows cannot be redrawn: the cursor does not go above the screen.
ProgressBars::ProgressBars(const std::vector<std::string>& titles)
    : terminal_(on_terminal() && titles.size() < terminal_rows()), drawn_(titles.size()) {
  std::size_t widest = 0;
  for (const std::string& title : titles) widest = std::max(widest, title.size());
  for (const std::string& title : titles) {
    bars_.push_back({title + std::string(widest - title.size(), ' ')});
  }
}

void ProgressBars::set(std::size_t bar, std::uint64_t done, std::uint64_t total,
                       std::string_view note) {
  const std::lock_guard lock(mutex_);
  Bar& one = bars_.at(bar);
  if (done < one.done || total != one.total) one.started = Bar::Clock::now();
  one.done = done;
  one.total = total;
  const bool other_note = !note.empty() && note != one.note;
  if (!note.empty()) one.note = note;
  draw(bar, other_note);
}

void ProgressBars::finish(std::size_t bar, std::string_view note, bool whole) {
  const std::lock_guard lock(mutex_);
  bars_.at(bar).finish(note, whole);
  draw(bar, true);
}

void ProgressBars::draw(std::size_t changed, bool force) {
  if (is_quiet()) return;
  const auto now = Bar::Clock::now();
  auto& drawn = drawn_[terminal_ ? 0 : changed];
  if (!force && now - drawn < (terminal_ ? kTerminalInterval : kPlainInterval)) return;
  drawn = now;
  if (!terminal_) {
    std::fprintf(stderr, "%s\n", bars_[changed].line().c_str());
    return;
  }
  // Up to the first of them (ECMA-48 CUU).
  if (shown_) std::fprintf(stderr, "\x1b[%zuA", bars_.size());
  shown_ = true;
  for (const Bar& bar : bars_) {
    draw_line(bar);
    std::fputc('\n', stderr);
  }
  std::fflush(stderr);
}

}  // namespace satchel
