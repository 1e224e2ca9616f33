#include <fmt/format.h>

#include <memory>

#include "base/file.h"
#include "cli/lesson_report.h"
#include "cli/package_source.h"
#include "cli/verb.h"
#include "trainer/evaluate/scores_json.h"

namespace satchel {
namespace {

constexpr std::size_t kShownWrong = 10;

struct EvaluateVerb {
  std::string package;
  std::string data;
  std::string split = "test";
  std::string match;
  std::uint64_t seed = 1;
  std::string report;
  bool with_recordings = false;
};

std::optional<Split> parse_split(const std::string& name) {
  for (const Split split : {Split::kTest, Split::kValidation, Split::kTraining}) {
    if (split_name(split) == name) return split;
  }
  return std::nullopt;
}

std::string to_text(const Scores& scores) {
  std::string text = fmt::format(
      "{} of {} people ({} split): {:.1f} % right, 95 % interval {:.1f} to {:.1f} %, macro recall "
      "{:.1f} %\n",
      fmt::format("{} clips", scores.clips), scores.subjects, scores.split, 100 * scores.accuracy,
      100 * scores.low, 100 * scores.high, 100 * scores.macro_recall);
  if (scores.subjects < 2) text += "So few people say nothing about others.\n";
  for (const ClassResult& result : scores.classes) {
    if (result.count == 0) continue;
    text +=
        fmt::format("  {:<16} {:5.1f} %  of {}\n", result.label, 100 * result.recall, result.count);
  }
  for (std::size_t i = 0; i < std::min(kShownWrong, scores.wrong.size()); ++i) {
    const WrongAnswer& answer = scores.wrong[i];
    text += fmt::format("{}{}: {} heard as {} ({:.0f} %)\n",
                        i == 0 ? "Most confident mistakes:\n  " : "  ", answer.file, answer.truth,
                        answer.answer, 100 * answer.confidence);
  }
  return text;
}

Report report_of(const Evaluated& result, const LoadedPackage& package, const EvaluateVerb& verb) {
  Report report;
  report.lesson = package.card.name;
  report.objective = fmt::format("Tested on the recordings in {}.", verb.data);
  report.kind = package.card.objective;
  report.facts = {{"package", verb.package}, {"recordings", verb.data}, {"split", verb.split}};
  if (!verb.match.empty()) report.facts.push_back({"only files that match", verb.match});
  report.evaluation = evaluation_of(result.scores);
  report.wrong = wrong_examples(result.scores, collect_mistakes(result.scores, result.clips),
                                verb.with_recordings);
  return report;
}

Answer evaluate(const EvaluateVerb& verb) {
  EvaluateOptions options;
  options.split = parse_split(verb.split);
  options.match = verb.match;
  options.seed = verb.seed;
  const LoadedPackage package = load_package(verb.package);
  const Evaluated result = evaluate_folder(package.bytes, verb.package, verb.data, options);
  if (!verb.report.empty()) {
    write_file_atomically(verb.report, render_report(report_of(result, package, verb)));
  }
  return {scores_to_json(result.scores), to_text(result.scores), Exit::kOk};
}

}  // namespace

void add_evaluate(Verbs& verbs) {
  auto options = std::make_shared<EvaluateVerb>();
  CLI::App& verb =
      verbs.add("evaluate", "Test a package on recordings, of people it was not trained on",
                [options](const CommonOptions&) { return evaluate(*options); });
  verb.add_option("package", options->package, "The .satchel file, or an out folder")->required();
  verb.add_option("--data", options->data, "A folder of recordings: <label>/<subject>__<n>.wav")
      ->required();
  verb.add_option("--split", options->split,
                  "Which people: test (the default; never trained on), validation, training or all")
      ->check(CLI::IsMember({"test", "validation", "training", "all"}));
  verb.add_option("--match", options->match,
                  "Only files of this pattern, as `yes/*` or `p0?__*`; it holds for noise, too");
  verb.add_option("--report", options->report, "Write a page with pictures to this file, as HTML");
  verb.add_flag("--with-recordings", options->with_recordings,
                "Put the sound of what it got wrong into that page, too: voices of people");
  verb.add_option("--seed", options->seed, "Of the interval's random draws (1)");
}

}  // namespace satchel
