#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pages/report/report.h"

namespace satchel {

// The report's charts as inline SVG. Colours come from the page's style sheet, so that they follow
// its light and dark dress; every chart has a <title> that says in words what it shows.

struct Series {
  std::string name;       // written at the end of its line
  std::string style;      // class of the style sheet: "validation" or "training"
  std::vector<double> y;  // one value an epoch
};

struct LineChart {
  std::string title;
  std::vector<Series> series;
  std::optional<std::size_t> mark;  // index of the epoch whose weights were kept
  bool as_percent = false;          // y is a fraction
};

std::string draw_line_chart(const LineChart& chart);

struct IntervalRow {
  std::string name;
  std::string style;
  Accuracy accuracy;
};

// Dots with their intervals on one axis that ends at 100 %.
std::string draw_intervals(const std::vector<IntervalRow>& rows);

}  // namespace satchel
