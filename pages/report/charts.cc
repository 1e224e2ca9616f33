#include "pages/report/charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "pages/report/html.h"

namespace satchel {
std::string draw_intervals(const std::vector<IntervalRow>& rows) {
  constexpr double kWidth = 460, kRow = 44, kLeft = 70, kRight = 26, kBottom = 30;
  double low = 1;
  for (const IntervalRow& row : rows) low = std::min({low, row.accuracy.low, row.accuracy.value});
  low = std::max(0.0, std::floor(low * 20 - 0.2) / 20);  // the next 5 % below
  const auto x = [&](double value) {
    return kLeft + (value - low) / std::max(1 - low, 0.05) * (kWidth - kLeft - kRight);
  };
  const double height = kRow * static_cast<double>(rows.size()) + kBottom;
  std::string out = fmt::format(
      "<svg class=\"chart\" viewBox=\"0 0 {} {}\" role=\"img\"><title>Accuracy with its 95 % "
      "interval</title>\n",
      kWidth, height);
  for (int tick = 0; tick <= 4; ++tick) {
    const double value = low + (1 - low) * tick / 4;
    out += fmt::format(
        "<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"0\" y2=\"{1}\"/>"
        "<text class=\"tick middle\" x=\"{0:.1f}\" y=\"{2}\">{3:.4g} %</text>\n",
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
