#include <fmt/format.h>

#include <algorithm>

#include "pages/report/html.h"
#include "pages/report/sections.h"

namespace satchel {
namespace {

constexpr double kStrongFill = 0.6;  // from here on the text needs the colour for a filled cell
constexpr std::size_t kMostConfusions = 4;

std::uint64_t row_total(const Evaluation& evaluation, std::size_t truth) {
  std::uint64_t total = 0;
  for (std::size_t answer = 0; answer < evaluation.classes.size(); ++answer) {
    total += evaluation.count(truth, answer);
  }
  return total;
}

double recall(const Evaluation& evaluation, std::size_t truth) {
  const std::uint64_t total = row_total(evaluation, truth);
  return total == 0
             ? 0
             : static_cast<double>(evaluation.count(truth, truth)) / static_cast<double>(total);
}

std::string cell(const Evaluation& evaluation, std::size_t truth, std::size_t answer) {
  const std::uint64_t total = row_total(evaluation, truth);
  const std::uint32_t count = evaluation.count(truth, answer);
  if (count == 0)
    return truth == answer ? "<td class=\"right none\">0</td>" : "<td class=\"none\"></td>";
  const double share = static_cast<double>(count) / static_cast<double>(total);
  // A few errors must be seen too, so the fill starts at a visible tenth.
  const double fill = truth == answer ? share * share : std::min(1.0, 0.1 + 1.6 * share);
  std::string style = truth == answer ? "right" : "wrong-answer";
  if (truth == answer && fill > kStrongFill) style += " full";
  return fmt::format(
      "<td class=\"{}\" style=\"--a:{:.2f}\" title=\"{} was taken for {}: {} of {}\">{}</td>",
      style, fill, label_name(evaluation.classes[truth]), label_name(evaluation.classes[answer]),
      count, total, share < 0.005 ? "·" : fmt::format("{:.0f}", 100 * share));
}

std::string matrix(const Evaluation& evaluation) {
  std::string out =
      "<div class=\"scroll\"><table class=\"matrix\"><thead><tr>"
      "<th class=\"corner\">said ↓<br>answered →</th>";
  for (const std::string& name : evaluation.classes) {
    out += fmt::format("<th scope=\"col\"><span>{}</span></th>", label_name(name));
  }
  out += "</tr></thead><tbody>\n";
  for (std::size_t truth = 0; truth < evaluation.classes.size(); ++truth) {
    if (row_total(evaluation, truth) == 0) continue;
    out += fmt::format("<tr><th scope=\"row\">{}</th>", label_name(evaluation.classes[truth]));
    for (std::size_t answer = 0; answer < evaluation.classes.size(); ++answer) {
      out += cell(evaluation, truth, answer);
    }
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

std::string most_confused(const Evaluation& evaluation) {
  struct Pair {
    std::uint32_t count;
    std::size_t truth, answer;
  };
  std::vector<Pair> pairs;
  for (std::size_t truth = 0; truth < evaluation.classes.size(); ++truth) {
    for (std::size_t answer = 0; answer < evaluation.classes.size(); ++answer) {
      const std::uint32_t count = evaluation.count(truth, answer);
      if (truth != answer && count > 0) pairs.push_back({count, truth, answer});
    }
  }
  if (pairs.empty()) return "<p>It made no mistake.</p>\n";
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const Pair& a, const Pair& b) { return a.count > b.count; });
  pairs.resize(std::min(pairs.size(), kMostConfusions));
  std::string out = "<p>Most often:</p><ul class=\"plain\">\n";
  for (const Pair& pair : pairs) {
    out += fmt::format("<li><b>{}</b> was taken for <b>{}</b> {} of {} times</li>\n",
                       label_name(evaluation.classes[pair.truth]),
                       label_name(evaluation.classes[pair.answer]), format_count(pair.count),
                       format_count(row_total(evaluation, pair.truth)));
  }
  return out + "</ul>\n";
}

}  // namespace

std::string confusion_section(const Report& report) {
  if (report.evaluation.classes.empty()) return "";
  return "<section><h2>What it mixes up</h2>\n" + most_confused(report.evaluation) +
         matrix(report.evaluation) +
         "<p class=\"note\">A row is what was really there, a column what the model answered; "
         "numbers are per cent "
         "of the row, a dot is less than one half. Green is right, orange is "
         "wrong.</p></section>\n";
}

std::string recall_section(const Report& report) {
  const Evaluation& evaluation = report.evaluation;
  if (evaluation.classes.empty()) return "";
  std::string out =
      "<section><h2>Class by class</h2>\n<p>Of all clips of a class, how many were recognised.</p>"
      "<div class=\"bars\">\n";
  for (std::size_t truth = 0; truth < evaluation.classes.size(); ++truth) {
    const std::uint64_t total = row_total(evaluation, truth);
    if (total == 0) continue;
    const double value = recall(evaluation, truth);
    out += fmt::format(
        "<div>{}</div><div class=\"track\"><div class=\"fill{}\" style=\"--w:{:.1f}%\"></div></div>"
        "<div class=\"figure\">{} of {}</div>\n",
        label_name(evaluation.classes[truth]), value < 0.8 ? " low" : "", 100 * value,
        format_percent(value), format_count(total));
  }
  return out +
         fmt::format(
             "</div><p class=\"note\">The mean over the classes (macro recall) is {}. Below 80 % a "
             "bar is "
             "orange: more or clearer examples of that class would help first.</p></section>\n",
             format_percent(evaluation.macro_recall));
}

}  // namespace satchel
