#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "pages/report/charts.h"
#include "pages/report/html.h"

namespace satchel {
namespace {

// In the SVG's own units; the page scales it to the width there is.
constexpr double kWidth = 460, kHeight = 250;
constexpr double kLeft = 46, kRight = 100, kTop = 14, kBottom = 38;
constexpr double kLabelDistance = 15;  // between the names at the ends of lines

struct Axis {
  double low, high, step;
};

// An axis with four or so round steps (1, 2 or 5 times a power of ten) that holds [low, high].
Axis round_axis(double low, double high) {
  if (!(high - low > 1e-9)) high = low + 1;
  const double rough = (high - low) / 4;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough) {
      step = factor * power;
      break;
    }
  }
  return {std::floor(low / step) * step, std::ceil(high / step) * step, step};
}

class Drawing {
 public:
  explicit Drawing(const LineChart& chart) : chart_(chart) {
    double low = 1e300, high = -1e300;
    for (const Series& series : chart.series) {
      epochs_ = std::max(epochs_, series.y.size());
      for (const double y : series.y) {
        if (!std::isfinite(y)) continue;
        low = std::min(low, y);
        high = std::max(high, y);
      }
    }
    if (low > high) low = high = 0;
    axis_ = round_axis(chart.as_percent ? low : std::min(low, 0.0), high);
    if (chart.as_percent) axis_.high = std::min(axis_.high, 1.0);
  }

  std::string draw() const {
    std::string out =
        fmt::format("<svg class=\"chart\" viewBox=\"0 0 {} {}\" role=\"img\"><title>{}</title>\n",
                    kWidth, kHeight, escape(chart_.title));
    out += grid() + mark();
    for (const Series& series : chart_.series) out += line(series);
    return out + names() + "</svg>\n";
  }

 private:
  double x(std::size_t epoch) const {
    const double share =
        epochs_ < 2 ? 0.5 : static_cast<double>(epoch) / static_cast<double>(epochs_ - 1);
    return kLeft + share * (kWidth - kLeft - kRight);
  }

  double y(double value) const {
    const double share = (value - axis_.low) / (axis_.high - axis_.low);
    return kHeight - kBottom - share * (kHeight - kTop - kBottom);
  }

  std::string grid() const {
    std::string out;
    for (double tick = axis_.low; tick <= axis_.high + axis_.step / 100; tick += axis_.step) {
      const std::string label = chart_.as_percent
                                    ? fmt::format("{:.3g} %", 100 * tick)
                                    : fmt::format("{:.3g}", std::abs(tick) < 1e-12 ? 0 : tick);
      out += fmt::format(
          "<line class=\"grid\" x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/>"
          "<text class=\"tick end\" x=\"{3}\" y=\"{4:.1f}\">{5}</text>\n",
          kLeft, kWidth - kRight, y(tick), kLeft - 7, y(tick) + 4, label);
    }
    const std::size_t step = std::max<std::size_t>(1, (epochs_ + 5) / 6);
    for (std::size_t epoch = 0; epoch < epochs_; epoch += step) {
      out += fmt::format("<text class=\"tick middle\" x=\"{:.1f}\" y=\"{}\">{}</text>", x(epoch),
                         kHeight - kBottom + 17, epoch + 1);
    }
    return out + fmt::format("<text class=\"tick middle\" x=\"{}\" y=\"{}\">epoch</text>\n",
                             (kLeft + kWidth - kRight) / 2, kHeight - 5);
  }

  std::string mark() const {
    if (!chart_.mark || *chart_.mark >= epochs_) return "";
    return fmt::format(
        "<line class=\"mark\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"><title>epoch "
        "{3}: these weights were "
        "kept</title></line>\n",
        x(*chart_.mark), kTop, kHeight - kBottom, *chart_.mark + 1);
  }

  std::string line(const Series& series) const {
    std::string points;
    for (std::size_t i = 0; i < series.y.size(); ++i) {
      if (std::isfinite(series.y[i])) points += fmt::format("{:.1f},{:.1f} ", x(i), y(series.y[i]));
    }
    return fmt::format("<polyline class=\"line {}\" points=\"{}\"/>\n", series.style, points);
  }

  // The names stand at the ends of their lines, moved apart where lines end together.
  std::string names() const {
    std::vector<std::pair<double, const Series*>> places;
    for (const Series& series : chart_.series) {
      if (!series.y.empty() && std::isfinite(series.y.back())) {
        places.emplace_back(y(series.y.back()), &series);
      }
    }
    std::sort(places.begin(), places.end());
    std::string out;
    double above = -kLabelDistance;
    for (auto& [place, series] : places) {
      place = std::max(place, above + kLabelDistance);
      above = place;
      out += fmt::format("<text class=\"name {}\" x=\"{}\" y=\"{:.1f}\">{}</text>\n", series->style,
                         kWidth - kRight + 7, place + 4, escape(series->name));
    }
    return out;
  }

  const LineChart& chart_;
  std::size_t epochs_ = 0;
  Axis axis_ = {};
};

}  // namespace

std::string draw_line_chart(const LineChart& chart) {
  return Drawing(chart).draw();
}

}  // namespace satchel
