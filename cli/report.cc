#include <memory>

#include "base/file.h"
#include "cli/lesson_report.h"
#include "cli/verb.h"

namespace satchel {
namespace {

struct ReportOptions {
  std::string folder;
  std::string output;
  bool with_recordings = false;
};

Answer make_report(const ReportOptions& options) {
  const std::filesystem::path folder = options.folder;
  const Report report = lesson_report(folder, options.with_recordings);
  std::filesystem::path page = folder / kReportFile;
  if (options.output.empty()) {
    write_report_files(folder, report);
  } else {
    page = options.output;
    write_file_atomically(page, render_report(report));
  }
  return {{{"report", page.string()}}, page.string(), Exit::kOk};
}

}  // namespace

void add_report(Verbs& verbs) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App& verb = verbs.add("report", "Make the report of a trained lesson again, one HTML file",
                             [options](const CommonOptions&) { return make_report(*options); });
  verb.add_option("out", options->folder, "The out folder of a lesson")->required();
  verb.add_option("-o,--output", options->output,
                  "Where to; by default report.html in the out folder");
  verb.add_flag("--with-recordings", options->with_recordings,
                "Put the sound of what it got wrong into the page, too: voices of people");
}

}  // namespace satchel
