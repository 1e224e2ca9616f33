#include "pages/report/report.h"

#include <memory>

#include "base/error.h"
#include "base/file.h"
#include "cli/verb.h"

namespace satchel {
namespace {

struct ReportOptions {
  std::string folder;
  std::string output;
};

Answer make_report(const ReportOptions& options) {
  const std::filesystem::path folder = options.folder;
  if (!std::filesystem::exists(folder / "report.json")) {
    throw Error(Exit::kUnusable, options.folder + " has no report.json",
                "Give the out folder that `satchel train` made.");
  }
  const std::filesystem::path output =
      options.output.empty() ? folder / "report.html" : std::filesystem::path(options.output);
  write_file_atomically(output, render_report(read_report(folder / "report.json")));
  return {{{"report", output.string()}}, output.string(), Exit::kOk};
}

}  // namespace

void add_report(Verbs& verbs) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App& verb = verbs.add("report", "Make the report of a trained lesson again, one HTML file",
                             [options](const CommonOptions&) { return make_report(*options); });
  verb.add_option("out", options->folder, "The out folder of a lesson")->required();
  verb.add_option("-o,--output", options->output,
                  "Where to; by default report.html in the out folder");
}

}  // namespace satchel
