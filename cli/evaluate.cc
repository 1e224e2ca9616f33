#include <fmt/format.h>

#include <memory>

#include "cli/package_source.h"
#include "cli/verb.h"
#include "trainer/evaluate/evaluate.h"

namespace satchel {
namespace {

constexpr std::size_t kShownWrong = 10;

struct EvaluateVerb {
  std::string package;
  std::string data;
  std::string split = "test";
  std::string match;
  std::uint64_t seed = 1;
};

std::optional<Split> parse_split(const std::string& name) {
  for (const Split split : {Split::kTest, Split::kValidation, Split::kTraining}) {
    if (split_name(split) == name) return split;
  }
  return std::nullopt;
}

nlohmann::ordered_json to_json(const Scores& scores) {
  nlohmann::ordered_json json = {{"split", scores.split},
                                 {"accuracy", scores.accuracy},
                                 {"macro_recall", scores.macro_recall},
                                 {"interval", {scores.low, scores.high}},
                                 {"classes", nlohmann::ordered_json::array()},
                                 {"subjects", scores.subjects},
                                 {"clips", scores.clips},
                                 {"per_class", nlohmann::ordered_json::object()}};
  for (const ClassResult& result : scores.classes) {
    if (result.count == 0) continue;
    json["classes"].push_back(result.label);
    json["per_class"][result.label] = {{"recall", result.recall}, {"count", result.count}};
  }
  auto rows = nlohmann::ordered_json::array();
  const std::size_t n = scores.labels.size();
  for (std::size_t truth = 0; truth < n; ++truth) {
    rows.push_back(std::vector<std::uint32_t>(scores.confusion.begin() + truth * n,
                                              scores.confusion.begin() + (truth + 1) * n));
  }
  json["confusion"] = {{"labels", scores.labels}, {"counts", std::move(rows)}};
  auto wrong = nlohmann::ordered_json::array();
  for (const WrongAnswer& answer : scores.wrong) {
    wrong.push_back({{"file", answer.file},
                     {"truth", answer.truth},
                     {"answer", answer.answer},
                     {"confidence", answer.confidence}});
  }
  json["wrong"] = std::move(wrong);
  return json;
}

std::string to_text(const Scores& scores) {
  std::string text = fmt::format(
      "{} of {} people ({} split): {:.1f} % right, 95 % interval {:.1f} to {:.1f} %, macro recall "
      "{:.1f} %\n",
      fmt::format("{} clips", scores.clips), scores.subjects, scores.split, 100 * scores.accuracy,
      100 * scores.low, 100 * scores.high, 100 * scores.macro_recall);
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

Answer evaluate(const EvaluateVerb& verb) {
  EvaluateOptions options;
  options.split = parse_split(verb.split);
  options.match = verb.match;
  options.seed = verb.seed;
  const LoadedPackage package = load_package(verb.package);
  const Scores scores = evaluate_folder(package.bytes, verb.package, verb.data, options);
  return {to_json(scores), to_text(scores), Exit::kOk};
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
  verb.add_option("--seed", options->seed, "Of the interval's random draws (1)");
}

}  // namespace satchel
