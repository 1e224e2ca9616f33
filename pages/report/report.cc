#include "pages/report/report.h"

#include <fmt/format.h>

#include "base/error.h"
#include "pages/report/html.h"
#include "pages/report/sections.h"
#include "pages/report/style.h"

namespace satchel {
namespace {

void check(const Report& report) {
  const std::size_t classes = report.evaluation.classes.size();
  if (report.evaluation.counts.size() != classes * classes) {
    throw Error(Exit::kUnusable,
                fmt::format("a report with {} classes has {} counts instead of {}", classes,
                            report.evaluation.counts.size(), classes * classes));
  }
  for (const WrongExample& example : report.wrong) {
    const Spectrogram& picture = example.spectrogram;
    if (picture.levels.size() != std::size_t{picture.frames} * picture.bands) {
      throw Error(Exit::kUnusable,
                  fmt::format("the spectrogram of {} has {} levels instead of {} x {}",
                              example.file, picture.levels.size(), picture.frames, picture.bands));
    }
  }
}

}  // namespace

std::string render_report(const Report& report) {
  check(report);
  // The policy makes the browser refuse what the page never does: scripts and anything from a
  // network.
  std::string page = fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'; img-src "
      "data:; media-src data:\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{0}: Satchel report</title><style>{1}</style></head>\n<body><main>\n"
      "<p class=\"eyebrow\">Satchel report</p><h1>{0}</h1>\n<p class=\"lead\">{2}</p>\n",
      escape(report.lesson), kReportStyle, escape(report.objective));
  page += headline_section(report);
  page += confusion_section(report);
  page += recall_section(report);
  page += wrong_section(report);
  page += learning_section(report);
  page += quantisation_section(report);
  page += cost_section(report);
  page += facts_section(report);
  return page + "</main></body></html>\n";
}

}  // namespace satchel
