#include <fmt/format.h>

#include <memory>

#include "base/file.h"
#include "cli/charge.h"
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

// What the lesson's budget of hours says of the boards that are known here; nothing without one.
void add_charge(const PackageBytes& package, const std::string& target, Answer* answer) {
  const std::uint64_t least = charge_card(package).charge_hours;
  const std::vector<ChargeEstimate> judged = judge_on_known_boards(package);
  answer->json["charge"] = nlohmann::ordered_json::array();
  for (const ChargeEstimate& estimate : judged) {
    answer->json["charge"].push_back(to_json(estimate));
    if (least == 0) continue;
    answer->text += fmt::format("a charge lasts about {:.0f} h on {}{}\n", estimate.charge.hours,
                                estimate.board, estimate.too_short() ? ", too short" : "");
  }
  if (least != 0 && judged.empty()) {
    answer->text += fmt::format(
        "whether a charge lasts {} h was not judged: no board for {} with energy figures is known "
        "here\n",
        least, target);
  }
}

Answer compile(const CompileOptions& options) {
  const Target target = parse_target(options.target);
  const PackageBytes package = compile_source(options.source, target, options.budget);
  const Runner runner(package, options.output);
  Answer answer;
  answer.json = inspect_json(runner.package(), options.output);
  answer.text = fmt::format(
      "{}: {} bytes for {}; weights {} bytes, arena {} bytes, {} multiply-accumulates\n",
      options.output, package.size(), options.target, answer.json["weights_bytes"].get<long>(),
      answer.json["arena_bytes"].get<long>(), answer.json["macs"].get<long>());
  add_charge(package, options.target, &answer);
  write_file_atomically(options.output, package);
  answer.text += "Next: satchel inspect " + options.output;
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
