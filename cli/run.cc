#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "base/progress.h"
#include "cli/bench_port.h"
#include "cli/charge.h"
#include "cli/clip_answer.h"
#include "cli/lesson_report.h"
#include "cli/package_source.h"
#include "cli/verb.h"
#include "compiler/emit/run.h"
#include "compiler/source/source.h"
#include "link/client/bench.h"
#include "pages/report/report.h"
#include "trainer/data/audio.h"

namespace satchel {
namespace {

struct RunOptions {
  std::string source;
  std::string board;
  std::string flash;
  std::string port;
  std::vector<std::string> clips;
};

// One clip or golden vector, on the board beside the host.
struct Compared {
  std::string name;
  bool features = true;
  bool output = true;
  bool decision = true;
  bool decided = false;
  Decision answer;  // the board's
  Cost features_cost;
  Cost inference_cost;

  bool equal() const { return features && output && decision; }
};

Decision decision_of(const BoardDecision& board) {
  Decision decision;
  decision.label = static_cast<std::int16_t>(board.label);
  decision.best = static_cast<std::int16_t>(board.best);
  decision.score = static_cast<std::int8_t>(board.score);
  return decision;
}

bool same(const Decision& a, const Decision& b) {
  return a.label == b.label && a.best == b.best && a.score == b.score;
}

Compared compare_clip(Bench& bench, const LoadedPackage& package, const std::string& file) {
  const std::vector<std::int16_t> pcm = fit_to_clip(read_audio(file));
  const HostClip host = hear_on_host(package.bytes, pcm);
  const ClipAnswer board = bench.listen(pcm);
  Compared result;
  result.name = file;
  result.answer = decision_of(board.decision);
  result.decided = true;
  result.features = board.features == host.features;
  result.output = board.outputs == host.outputs;
  result.decision = same(result.answer, host.decision);
  result.features_cost = board.features_cost;
  result.inference_cost = board.inference_cost;
  return result;
}

// A golden vector: the board's outputs beside those in the package, which core made on this
// machine.
Compared compare_golden(Bench& bench, const PackageView& view, std::uint32_t index) {
  Bytes input, output;
  view.golden(index, &input, &output);
  const TensorAnswer board = bench.infer({input.data, input.size});
  Compared result;
  result.name = fmt::format("golden vector {}", index + 1);
  result.output = std::equal(board.outputs.begin(), board.outputs.end(), output.data,
                             output.data + output.size);
  result.inference_cost = board.inference;
  const Bytes rule = view.section(Section::kDecision);
  if (DecisionRule::validate(rule.data, rule.size)) {
    result.answer =
        DecisionRule(rule.data).decide(reinterpret_cast<const std::int8_t*>(board.outputs.data()));
    result.decided = true;
  }
  return result;
}

std::vector<Compared> compare_all(Bench& bench, const LoadedPackage& package,
                                  const RunOptions& options) {
  std::vector<Compared> results;
  if (!options.clips.empty()) {
    if (!package_hears(package.bytes)) {
      throw Error(Exit::kRefused, options.source + " has no front end: it hears no clips",
                  "Leave the clips out to run its golden vectors, or use satchel infer.");
    }
    Progress progress("clips on " + options.board, options.clips.size());
    for (const std::string& clip : options.clips) {
      results.push_back(compare_clip(bench, package, clip));
      progress.advance();
    }
    progress.finish();
    return results;
  }
  PackageView view;
  PackageView::open(package.bytes.data(), package.bytes.size(), &view);
  if (view.golden_count() == 0) {
    throw Error(Exit::kUnusable, options.source + " holds no golden vectors",
                "Name recordings for the board to hear.");
  }
  for (std::uint32_t i = 0; i < view.golden_count(); ++i) {
    results.push_back(compare_golden(bench, view, i));
  }
  return results;
}

// Instructions repeat and are given as they are; time is the machine's mood and says so.
void add_costs(const Compared& result, nlohmann::ordered_json& entry) {
  nlohmann::ordered_json costs;
  if (result.features_cost.count != 0) costs["features"] = result.features_cost.count;
  costs["inference"] = result.inference_cost.count;
  if (result.inference_cost.instructions) {
    entry["instructions"] = costs;
  } else {
    entry["nanoseconds"] = costs;
    entry["noisy"] = true;
  }
}

nlohmann::ordered_json clip_json(const Compared& result, const LoadedPackage& package) {
  nlohmann::ordered_json entry = {{"file", result.name}, {"equal", result.equal()}};
  entry["decision"] = nullptr;
  if (result.decided) {
    if (result.answer.fired()) entry["decision"] = package.label(result.answer.label);
    entry["best"] = package.label(result.answer.best);
    entry["confidence"] = (result.answer.score + 128) / 256.0;
  }
  if (!result.equal()) {
    entry["differs"] = nlohmann::ordered_json::array();
    if (!result.features) entry["differs"].push_back("features");
    if (!result.output) entry["differs"].push_back("output");
    if (!result.decision) entry["differs"].push_back("decision");
  }
  add_costs(result, entry);
  return entry;
}

std::string cost_text(const Cost& cost) {
  if (cost.instructions) return fmt::format("{} instructions", cost.count);
  return fmt::format("{:.2f} ms (noisy)", static_cast<double>(cost.count) / 1e6);
}

std::string clip_text(const Compared& result, const LoadedPackage& package) {
  std::string line = fmt::format("{}: {}", result.name, result.equal() ? "equal" : "DIFFERENT");
  if (result.decided) {
    const double percent = (result.answer.score + 128) / 2.56;
    line += fmt::format(", {}{} ({:.0f} %)", package.label(result.answer.best),
                        result.answer.fired() ? "" : " does not fire", percent);
  }
  if (result.features_cost.count != 0) line += "; features " + cost_text(result.features_cost);
  return line + "; inference " + cost_text(result.inference_cost) + "\n";
}

Answer answer_of(const std::vector<Compared>& results, Bench& bench, const LoadedPackage& package,
                 std::uint64_t sent) {
  const BoardProfile& board = bench.profile();
  const BoardMemory memory = bench.memory();
  Answer answer;
  bool equal = true;
  auto clips = nlohmann::ordered_json::array();
  for (const Compared& result : results) {
    equal = equal && result.equal();
    clips.push_back(clip_json(result, package));
    answer.text += clip_text(result, package);
  }
  answer.json = {{"board", board.name},
                 {"target", board.target},
                 {"equal", equal},
                 {"clips", clips},
                 {"arena_bytes", memory.arena_bytes}};
  answer.json["package_bytes"] = package.bytes.size();
  answer.json["sent_bytes"] = sent;
  answer.text += fmt::format("{}: arena {} bytes, package {} bytes", board.title,
                             memory.arena_bytes, package.bytes.size());
  if (memory.stack_peak != 0) {
    answer.json["stack_peak"] = memory.stack_peak;
    answer.json["firmware_bytes"] = memory.flash_bytes;
    answer.json["flash_bytes"] = memory.flash_bytes + package.bytes.size();
    answer.text += fmt::format(", firmware {} bytes of flash, stack peak {} of {} bytes",
                               memory.flash_bytes, memory.stack_peak, memory.stack_bytes);
  }
  answer.text += equal ? "\nevery answer is equal to the host's, to the bit"
                       : "\nthe board's answers differ from the host's";
  if (!equal) answer.exit_code = Exit::kFailed;
  return answer;
}

// What the board measured becomes part of the lesson's report.
void add_to_report(const std::string& folder, const std::vector<Compared>& results, Bench& bench,
                   const PackageBytes& package) {
  const BoardMemory memory = bench.memory();
  TargetCost cost = cost_of(package);
  cost.board = bench.profile().name;
  cost.arena_bytes = memory.arena_bytes;
  if (memory.stack_peak != 0) {
    cost.stack_bytes = memory.stack_peak;
    cost.flash_bytes = memory.flash_bytes;
  }
  if (!results.empty() && results.front().inference_cost.instructions) {
    cost.inference_instructions = results.front().inference_cost.count;
    if (results.front().features_cost.count != 0) {
      cost.feature_instructions = results.front().features_cost.count;
    }
  }
  add_target_cost(folder, cost);
}

Answer run(const RunOptions& options) {
  const BoardProfile board = find_board(options.board);
  const LoadedPackage package = load_package(options.source, parse_target(board.target));
  require_budget(estimate_charge(board.name, charge_card(package.bytes)));
  BenchOptions bench_options = bench_at(options.port);
  bench_options.flash = options.flash;
  Progress progress("package to " + board.name, package.bytes.size());
  bench_options.progress = [&](std::uint64_t done, std::uint64_t) { progress.set(done); };
  Bench bench(board, bench_options);
  const std::uint64_t sent = bench.install(package.bytes);
  progress.finish(sent == 0 ? "it has it already" : "");
  const std::vector<Compared> results = compare_all(bench, package, options);
  if (std::filesystem::is_directory(options.source)) {
    add_to_report(options.source, results, bench, package.bytes);
  }
  return answer_of(results, bench, package, sent);
}

}  // namespace

void add_run(Verbs& verbs) {
  auto options = std::make_shared<RunOptions>();
  CLI::App& verb = verbs.add(
      "run", "Run a lesson or package on a board and compare its answers with this machine's",
      [options](const CommonOptions&) { return run(*options); });
  verb.add_option("source", options->source, "An out folder of `satchel train`, or a package")
      ->required();
  verb.add_option("--board", options->board, "linux, mps2_m4, mps2_m3, rv32_virt or another board")
      ->required();
  verb.add_option("clips", options->clips,
                  "Recordings that the board hears; without any it runs the golden vectors");
  add_bench_port(verb, options->port);
  verb.add_option("--flash", options->flash,
                  "Keep the board's flash in this file, so that the package is there next time")
      ->excludes("--port");
}

}  // namespace satchel
