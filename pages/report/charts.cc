#include "pages/report/charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "pages/report/html.h"

namespace satchel {
namespace {

// Per cent between ticks, so that five or so reach from `low` to 100 %.
int round_step(double low) {
  for (const int step : {1, 2, 5, 10}) {
    if (100 - 100 * low <= 4.5 * step) return step;
  }
  return 20;
}

}  // namespace

std::string draw_intervals(const std::vector<IntervalRow>& rows) {
  constexpr double kWidth = 460, kRow = 44, kLeft = 70, kRight = 26, kBottom = 30;
  double low = 1;
  for (const IntervalRow& row : rows) low = std::min({low, row.accuracy.low, row.accuracy.value});
  const int step = round_step(low);
  const int ticks = static_cast<int>(std::ceil((100 - 100 * low) / step + 0.1));
  low = std::max(0.0, 1 - ticks * step / 100.0);
  const auto x = [&](double value) {
    return kLeft + (value - low) / std::max(1 - low, 0.05) * (kWidth - kLeft - kRight);
  };
  const double height = kRow * static_cast<double>(rows.size()) + kBottom;
  std::string out = fmt::format(
      "<svg class=\"chart\" viewBox=\"0 0 {} {}\" role=\"img\"><title>Accuracy with its 95 % "
      "interval</title>\n",
      kWidth, height);
  for (double value = 1; value > low - 0.001; value -= step / 100.0) {
    out += fmt::format(
        "<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"0\" y2=\"{1}\"/>"
        "<text class=\"tick middle\" x=\"{0:.1f}\" y=\"{2}\">{3:.0f} %</text>\n",
        x(value), height - kBottom, height - 9, 100 * value);
  }
  double y = kRow / 2;
  for (const IntervalRow& row : rows) {
    out += fmt::format(
        "<text class=\"name {0} end\" x=\"{1}\" y=\"{2}\">{3}</text>"
        "<line class=\"whisker {0}\" x1=\"{4:.1f}\" x2=\"{5:.1f}\" y1=\"{6}\" y2=\"{6}\"/>"
        "<circle class=\"dot {0}\" cx=\"{7:.1f}\" cy=\"{6}\" r=\"6\"/>"
        "<text class=\"value middle\" x=\"{7:.1f}\" y=\"{8}\">{9}</text>\n",
        row.style, kLeft - 12, y + 5, escape(row.name), x(row.accuracy.low), x(row.accuracy.high),
        y, x(row.accuracy.value), y - 11, format_percent(row.accuracy.value));
    y += kRow;
  }
  return out + "</svg>\n";
}

}  // namespace satchel
