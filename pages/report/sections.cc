#include "pages/report/sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "pages/report/charts.h"
#include "pages/report/html.h"

namespace satchel {
namespace {

std::string tile(std::string_view name, std::string_view value) {
  return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", name, value);
}

std::string or_dash(const std::optional<std::uint64_t>& number) {
  return number ? format_count(*number) : "–";
}

// Three digits: an estimate is not better than that.
std::string about_or_dash(const std::optional<std::uint64_t>& number) {
  if (!number) return "–";
  std::uint64_t unit = 1;
  while (*number / unit >= 1000) unit *= 10;
  return "≈ " + format_count((*number + unit / 2) / unit * unit);
}

std::string kilobytes_or_dash(const std::optional<std::uint64_t>& bytes) {
  return bytes ? format_kilobytes(*bytes) : "–";
}

// Which target the headline quotes: the first that was measured on a board other than the host,
// else the first.
const TargetCost* main_target(const Report& report) {
  for (const TargetCost& cost : report.targets) {
    if (cost.target != "host" && cost.inference_instructions) return &cost;
  }
  return report.targets.empty() ? nullptr : &report.targets.front();
}

std::string learning_note(const Report& report, bool marked) {
  std::string note;
  if (marked) note += "The dotted line is the epoch whose weights were kept. ";
  const auto int8 = std::ranges::count_if(report.learning, &LearningPoint::int8);
  if (int8 > 0) {
    note += fmt::format(
        "In the last {} the model practises with the 8-bit numbers of the microcontroller. ",
        int8 == 1 ? "epoch" : fmt::format("{} epochs", int8));
  }
  return note.empty() ? "" : "<p class=\"note\">" + note + "</p>";
}

std::string split_sentence(const Evaluation& evaluation) {
  const std::uint64_t clips =
      std::accumulate(evaluation.counts.begin(), evaluation.counts.end(), std::uint64_t{0});
  std::string out = fmt::format("of {} clips ", format_count(clips));
  if (evaluation.subjects > 0) {
    const bool unseen = evaluation.split == "test" || evaluation.split == "validation";
    out += fmt::format("from <b>{} {}</b>{} ", format_count(evaluation.subjects),
                       evaluation.subjects == 1 ? "person" : "people",
                       unseen ? " the model never heard in training" : "");
  }
  if (evaluation.subjects < 2) {
    return out + fmt::format("(split: {}). So few people say nothing about others.",
                             escape(evaluation.split));
  }
  return out + fmt::format(
                   "(split: {}). With other people like them it would most likely lie between "
                   "<b>{}</b> and "
                   "<b>{}</b> (95 % interval).",
                   escape(evaluation.split), format_percent(evaluation.accuracy.low),
                   format_percent(evaluation.accuracy.high));
}

}  // namespace

std::string label_name(const std::string& label) {
  if (label == "_unknown_") return "other words";
  if (label == "_silence_") return "silence";
  return escape(label);
}

std::string headline_section(const Report& report) {
  if (report.evaluation.classes.empty()) return "";
  std::string out = fmt::format(
      "<section class=\"headline\"><div><h2>Recognised rightly</h2><p "
      "class=\"big\">{}</p><p>{}</p></div>"
      "<dl class=\"tiles\">\n",
      format_percent(report.evaluation.accuracy.value), split_sentence(report.evaluation));
  out += tile("classes", format_count(report.evaluation.classes.size()));
  if (report.float_accuracy)
    out += tile("the same in floating point", format_percent(report.float_accuracy->value));
  if (const TargetCost* cost = main_target(report)) {
    out += tile("weights", format_kilobytes(cost->weights_bytes));
    out += tile("working memory", format_kilobytes(cost->arena_bytes));
    if (cost->inference_instructions) {
      out += tile(fmt::format("instructions a decision ({})", escape(cost->target)),
                  format_count(*cost->inference_instructions));
    }
  }
  if (!report.learning.empty())
    out += tile("epochs of training", format_count(report.learning.size()));
  return out + "</dl></section>\n";
}

std::string learning_section(const Report& report) {
  if (report.learning.empty()) return "";
  LineChart accuracy{"Accuracy by epoch",
                     {{"new people", "validation", {}}, {"training", "training", {}}},
                     {},
                     true};
  LineChart loss{
      "Loss by epoch", {{"new people", "validation", {}}, {"training", "training", {}}}, {}, false};
  for (std::size_t i = 0; i < report.learning.size(); ++i) {
    const LearningPoint& point = report.learning[i];
    accuracy.series[0].y.push_back(point.validation_accuracy);
    accuracy.series[1].y.push_back(point.training_accuracy);
    loss.series[0].y.push_back(point.validation_loss);
    loss.series[1].y.push_back(point.training_loss);
    if (report.best_epoch == point.epoch) accuracy.mark = loss.mark = i;
  }
  return "<section><h2>How it learned</h2>\n<p>An epoch is one round of practice. The green line "
         "is "
         "measured on people who are not in the training; where it stops rising, more practice no "
         "longer helps.</p><div class=\"pair\"><figure><figcaption>Accuracy</figcaption>" +
         draw_line_chart(accuracy) +
         "</figure><figure><figcaption>Loss (smaller is better)</figcaption>" +
         draw_line_chart(loss) + "</figure></div>" +
         learning_note(report, accuracy.mark.has_value()) + "</section>\n";
}

std::string quantisation_section(const Report& report) {
  if (!report.float_accuracy) return "";
  const double lost = 100 * (report.float_accuracy->value - report.evaluation.accuracy.value);
  const std::string verdict = lost > 0.05 ? fmt::format("That cost {:.1f} points here.", lost)
                              : lost < -0.05
                                  ? fmt::format("Here that even gained {:.1f} points.", -lost)
                                  : "That cost nothing here.";
  return fmt::format(
      "<section><h2>From floating point to a microcontroller</h2>\n<p>Training uses 32-bit "
      "floating point; the board "
      "calculates with 8-bit integers, which need a quarter of the memory. "
      "{}</p><figure><figcaption>Clips recognised, with the 95 % interval</figcaption>{}</figure>"
      "</section>\n",
      verdict,
      draw_intervals({{"float", "training", *report.float_accuracy},
                      {"int8", "validation", report.evaluation.accuracy}}));
}

// A column a target: people compare few targets by many numbers, and a phone is narrow.
std::string cost_section(const Report& report) {
  if (report.targets.empty()) return "";
  std::string out =
      "<section><h2>Size and cost</h2>\n<div class=\"scroll\"><table "
      "class=\"costs\"><thead><tr><th></th>";
  for (const TargetCost& cost : report.targets) {
    out += fmt::format(
        "<th scope=\"col\">{}{}</th>", escape(cost.target),
        cost.board.empty() ? "" : fmt::format("<br><small>{}</small>", escape(cost.board)));
  }
  out += "</tr></thead><tbody>\n";
  const auto row = [&](const char* name, const auto& value) {
    out += fmt::format("<tr><th scope=\"row\">{}</th>", name);
    for (const TargetCost& cost : report.targets) out += fmt::format("<td>{}</td>", value(cost));
    out += "</tr>\n";
  };
  using Cost = const TargetCost&;
  row("package", [](Cost cost) { return format_kilobytes(cost.package_bytes); });
  row("of it weights", [](Cost cost) { return format_kilobytes(cost.weights_bytes); });
  row("working memory", [](Cost cost) { return format_kilobytes(cost.arena_bytes); });
  row("stack, at most", [](Cost cost) { return kilobytes_or_dash(cost.stack_bytes); });
  row("firmware", [](Cost cost) { return kilobytes_or_dash(cost.flash_bytes); });
  row("multiply-adds", [](Cost cost) { return format_count(cost.macs); });
  row("instructions: features", [](Cost cost) { return or_dash(cost.feature_instructions); });
  row("instructions: network", [](Cost cost) { return or_dash(cost.inference_instructions); });
  row("the same, estimated", [](Cost cost) { return about_or_dash(cost.estimated_instructions); });
  return out +
         "</tbody></table></div><p class=\"note\">Weights are what the model learned; working "
         "memory "
         "is what it needs while it thinks. 1 KB is 1,024 bytes. Instructions for features are "
         "those of one second of sound. Counted instructions come from a run on the emulated board "
         "(<code>satchel run</code> adds them), estimates from the compiler; a dash was not "
         "measured.</p></section>\n";
}

std::string facts_section(const Report& report) {
  if (report.facts.empty()) return "";
  std::string out = "<section><h2>How this was made</h2>\n<dl class=\"facts\">\n";
  for (const Fact& fact : report.facts) {
    out += fmt::format("<dt>{}</dt><dd>{}</dd>\n", escape(fact.name), escape(fact.value));
  }
  return out +
         "</dl><details><summary>What the words mean</summary><p><b>Accuracy</b>: the share of "
         "clips that were answered "
         "rightly. <b>95 % interval</b>: people were drawn again and again from those tested; 95 "
         "of 100 such draws lie "
         "inside. <b>Recall</b>: the accuracy of one class. <b>Weights</b>: what the model "
         "learned. <b>Working "
         "memory</b> (arena): what it needs while it thinks. <b>int8</b>: whole numbers from −128 "
         "to 127.</p></details>"
         "</section>\n";
}

}  // namespace satchel
