#include "base/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>

namespace satchel {
namespace {

constexpr auto kTerminalInterval = std::chrono::milliseconds(100);
constexpr auto kPlainInterval = std::chrono::seconds(10);
constexpr std::uint64_t kBarCells = 20;

std::atomic<bool> is_quiet = false;

std::size_t terminal_columns() {
  winsize size = {};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

// Cuts after `columns` characters without splitting a UTF-8 sequence.
std::string cut_to_columns(const std::string& text, std::size_t columns) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts_character = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
    if (starts_character && characters++ == columns) return text.substr(0, i);
  }
  return text;
}

}  // namespace

void set_quiet(bool quiet) {
  is_quiet = quiet;
}

void say(std::string_view line) {
  if (is_quiet) return;
  std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
}

std::string format_duration(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::max(0.0, seconds) + 0.5);
  if (whole < 60) return std::to_string(whole) + " s";
  if (whole < 3600) return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  return std::to_string(whole / 3600) + " h " + std::to_string(whole / 60 % 60) + " min";
}

Progress::Progress(std::string title, std::uint64_t total)
    : title_(std::move(title)),
      total_(total),
      started_(Clock::now()),
      terminal_(::isatty(STDERR_FILENO) == 1),
      drawn_(started_) {
  draw(true);
}

Progress::~Progress() {
  const std::lock_guard lock(mutex_);
  if (line_open_) std::fputc('\n', stderr);
}

void Progress::advance(std::uint64_t steps, std::string_view note) {
  const std::lock_guard lock(mutex_);
  done_ += steps;
  if (!note.empty()) note_ = note;
  draw(false);
}

void Progress::set(std::uint64_t done, std::string_view note) {
  const std::lock_guard lock(mutex_);
  done_ = done;
  if (!note.empty()) note_ = note;
  draw(false);
}

void Progress::finish(std::string_view note) {
  const std::lock_guard lock(mutex_);
  if (finished_) return;
  finished_ = true;
  if (total_ != 0) done_ = total_;
  note_ = note;
  draw(true);
}

double Progress::seconds() const {
  return std::chrono::duration<double>(Clock::now() - started_).count();
}

std::string Progress::line() const {
  std::string text = title_;
  if (total_ != 0) {
    const std::uint64_t done = std::min(done_, total_);
    const std::uint64_t cells = kBarCells * done / total_;
    const std::string percent = std::to_string(100 * done / total_);
    text += "  [" + std::string(cells, '#') + std::string(kBarCells - cells, '-') + "] ";
    text += std::string(3 - std::min<std::size_t>(3, percent.size()), ' ') + percent + " %";
  }
  if (finished_) {
    text += "   took " + format_duration(seconds());
  } else if (total_ != 0 && done_ > 0 && seconds() >= 1) {
    const double left = seconds() * static_cast<double>(total_ - std::min(done_, total_)) /
                        static_cast<double>(done_);
    text += "   " + format_duration(left) + " left";
  }
  if (!note_.empty()) text += "   " + note_;
  return text;
}

void Progress::draw(bool force) {
  if (is_quiet) return;
  const Clock::time_point now = Clock::now();
  if (!force && now - drawn_ < (terminal_ ? Clock::duration(kTerminalInterval) : kPlainInterval)) {
    return;
  }
  drawn_ = now;
  if (!terminal_) {
    std::fprintf(stderr, "%s\n", line().c_str());
    return;
  }
  // Back to the first column, the line, then erase what an earlier, longer one left (ECMA-48 EL).
  std::fprintf(stderr, "\r%s\x1b[K", cut_to_columns(line(), terminal_columns() - 1).c_str());
  line_open_ = !finished_;
  if (finished_) std::fputc('\n', stderr);
  std::fflush(stderr);
}

}  // namespace satchel
