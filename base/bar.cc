#include "base/bar.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "base/progress.h"

namespace satchel {
namespace {

constexpr std::uint64_t kBarCells = 20;

winsize terminal_size() {
  winsize size = {};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0) size = {};
  return size;
}

}  // namespace

std::size_t terminal_columns() {
  const winsize size = terminal_size();
  return size.ws_col == 0 ? 80 : size.ws_col;
}

std::size_t terminal_rows() {
  const winsize size = terminal_size();
  return size.ws_row == 0 ? 24 : size.ws_row;
}

std::string cut_to_columns(const std::string& text, std::size_t columns) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts_character = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
    if (starts_character && characters++ == columns) return text.substr(0, i);
  }
  return text;
}

double Bar::seconds() const {
  return std::chrono::duration<double>(Clock::now() - started).count();
}

void Bar::finish(std::string_view last_note, bool whole) {
  finished = true;
  took = seconds();
  if (whole && total != 0) done = total;
  note = last_note;
}

std::string Bar::line() const {
  std::string text = title;
  if (total != 0) {
    const std::uint64_t reached = std::min(done, total);
    const std::uint64_t cells = kBarCells * reached / total;
    const std::string percent = std::to_string(100 * reached / total);
    text += "  [" + std::string(cells, '#') + std::string(kBarCells - cells, '-') + "] ";
    text += std::string(3 - std::min<std::size_t>(3, percent.size()), ' ') + percent + " %";
  }
  if (finished) {
    text += "   took " + format_duration(took);
  } else if (total != 0 && done > 0 && seconds() >= 1) {
    const double left =
        seconds() * static_cast<double>(total - std::min(done, total)) / static_cast<double>(done);
    text += "   " + format_duration(left) + " left";
  }
  if (!note.empty()) text += "   " + note;
  return text;
}

}  // namespace satchel
