#include <fmt/format.h>

#include <memory>

#include "base/file.h"
#include "cli/verb.h"
#include "compiler/emit/run.h"
#include "compiler/inspect/inspect.h"
#include "compiler/source/source.h"

namespace satchel {
namespace {

struct CompileOptions {
  std::string source;
  std::string target;
  std::string output;
  Budget budget;
};

Answer compile(const CompileOptions& options) {
  const Target target = parse_target(options.target);
  const PackageBytes package = compile_source(options.source, target, options.budget);
  write_file_atomically(options.output, package);
  const Runner runner(package, options.output);
  Answer answer;
  answer.json = inspect_json(runner.package(), options.output);
  answer.text = fmt::format(
      "{}: {} bytes for {}; weights {} bytes, arena {} bytes, {} multiply-accumulates\nNext: "
      "satchel inspect {}",
      options.output, package.size(), options.target, answer.json["weights_bytes"].get<long>(),
      answer.json["arena_bytes"].get<long>(), answer.json["macs"].get<long>(), options.output);
  return answer;
}

}  // namespace

void add_compile(Verbs& verbs) {
  auto options = std::make_shared<CompileOptions>();
  CLI::App& verb =
      verbs.add("compile", "Compile a trained lesson or an int8 .tflite file for a target",
                [options](const CommonOptions&) { return compile(*options); });
  verb.add_option("source", options->source, "An out folder of `satchel train`, or a .tflite file")
      ->required();
  verb.add_option("--target", options->target,
                  "What it will run on: host, m0, m3, m4, m7, m33, m55 or rv32")
      ->required();
  verb.add_option("-o,--output", options->output, "Where to write the package")->required();
  verb.add_option("--max-package-bytes", options->budget.package_bytes,
                  "Refuse a package that is larger (a board's flash slot)");
  verb.add_option("--max-arena-bytes", options->budget.arena_bytes,
                  "Refuse a package that needs more working memory");
}

}  // namespace satchel
