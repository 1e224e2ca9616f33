#include "cli/lesson_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "base/progress.h"
#include "cli/charge.h"
#include "compiler/import/trained.h"
#include "compiler/inspect/inspect.h"
#include "compiler/source/source.h"
#include "trainer/evaluate/scores_json.h"
#include "trainer/train/lock.h"

namespace satchel {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

Json read_metrics(const fs::path& path) {
  if (!fs::exists(path)) {
    throw Error(Exit::kUnusable, path.parent_path().string() + ": holds no trained lesson",
                "Give the out folder that `satchel train` made.");
  }
  try {
    return Json::parse(read_text_file(path));
  } catch (const Json::exception& error) {
    throw Error(Exit::kUnusable, path.string() + ": is damaged: " + error.what(),
                "Train again: `satchel train` writes it.");
  }
}

std::vector<LearningPoint> learning(const Json& epochs) {
  std::vector<LearningPoint> points;
  for (const Json& epoch : epochs) {
    LearningPoint point;
    point.epoch = static_cast<int>(points.size()) + 1;
    point.int8 = epoch.at("int8").get<bool>();
    point.training_loss = epoch.at("training_loss").get<double>();
    point.training_accuracy = epoch.at("training_accuracy").get<double>();
    point.validation_loss = epoch.at("validation_loss").get<double>();
    point.validation_accuracy = epoch.at("validation_accuracy").get<double>();
    points.push_back(point);
  }
  return points;
}

std::string counted(std::uint64_t count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string split_text(const Json& splits, const char* name) {
  if (!splits.contains(name)) return "";
  const Json& split = splits.at(name);
  return fmt::format("{} from {}", counted(split.at("clips").get<std::uint64_t>(), "clip", "clips"),
                     counted(split.at("people").get<std::uint64_t>(), "person", "people"));
}

std::vector<Fact> facts(const Json& metrics, const Card& card) {
  std::vector<Fact> list;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) list.push_back({name, value});
  };
  const Json splits = card.data.value("splits", Json::object());
  add("learned from", split_text(splits, "training"));
  add("chosen by", split_text(splits, "validation"));
  add("tested on", split_text(splits, "test"));
  add("voices", card.data.value("synthetic_voices", false) ? "synthetic, at least in part"
                                                           : "recordings of people");
  add("recordings of noise", std::to_string(card.data.value("noise_recordings", 0)));
  add("epochs", std::to_string(metrics.at("epochs").size()));
  add("training took", format_duration(metrics.at("seconds").get<double>()));
  const Json& made = card.provenance;
  if (made.contains("seed")) add("seed", made.at("seed").dump());
  add("data (SHA-256)", made.value("data", ""));
  add("made with", fmt::format("Satchel {}, libtorch {}", made.value("satchel", "?"),
                               made.value("libtorch", "?")));
  return list;
}

// The host, then the lesson's targets. One that the budgets refuse is left out with a word why.
std::vector<TargetCost> costs(const fs::path& out, const Json& metrics) {
  std::vector<std::string> targets = {"host"};
  for (const Json& target : metrics.at("targets")) {
    if (std::ranges::find(targets, target.get<std::string>()) == targets.end()) {
      targets.push_back(target.get<std::string>());
    }
  }
  std::vector<TargetCost> list;
  for (const std::string& target : targets) {
    try {
      const PackageBytes bytes = compile_source(out, parse_target(target));
      judge_on_known_boards(bytes);
      list.push_back(cost_of(bytes));
    } catch (const Error& error) {
      say(fmt::format("The report leaves {} out: {}", target, error.what()));
    }
  }
  return list;
}

// What was measured on a board stays as long as the package is of the same size in every way.
void keep_measurements(const fs::path& out, Report& report) {
  if (!fs::exists(out / kReportDataFile)) return;
  Report earlier;
  try {
    earlier = read_report(out / kReportDataFile);
  } catch (const Error&) {
    return;  // a damaged one has nothing to keep; it is written anew
  }
  for (const TargetCost& old : earlier.targets) {
    if (old.board.empty()) continue;
    const auto same = std::ranges::find_if(report.targets, [&](const TargetCost& cost) {
      return cost.target == old.target && cost.package_bytes == old.package_bytes &&
             cost.arena_bytes == old.arena_bytes;
    });
    if (same == report.targets.end()) continue;
    if (same->board.empty()) {
      *same = old;
    } else {
      report.targets.push_back(old);
    }
  }
}

}  // namespace

Evaluation evaluation_of(const Scores& scores) {
  Evaluation evaluation;
  evaluation.split = scores.split;
  evaluation.classes = scores.labels;
  evaluation.counts = scores.confusion;
  evaluation.accuracy = {scores.accuracy, scores.low, scores.high};
  evaluation.macro_recall = scores.macro_recall;
  evaluation.subjects = scores.subjects;
  return evaluation;
}

std::vector<WrongExample> wrong_examples(const Scores& scores, std::span<const Mistake> mistakes,
                                         bool with_recordings) {
  std::vector<WrongExample> examples;
  std::size_t lost = 0;
  for (std::size_t i = 0; i < scores.wrong.size(); ++i) {
    const WrongAnswer& wrong = scores.wrong[i];
    WrongExample example{short_name(wrong.file), wrong.truth, wrong.answer,
                         wrong.confidence,       {},          {}};
    if (i < mistakes.size()) {
      const Mistake& mistake = mistakes[i];
      example.spectrogram = {mistake.frames, mistake.bands, mistake.levels};
      try {
        if (with_recordings) example.recording = sound_of(mistake);
      } catch (const Error&) {
        ++lost;
      }
    }
    examples.push_back(std::move(example));
  }
  if (lost > 0) {
    say(
        fmt::format("{} of the recordings can no longer be read; the report shows them without "
                    "sound.",
                    lost));
  }
  return examples;
}

TargetCost cost_of(std::span<const std::uint8_t> package) {
  PackageView view;
  PackageView::open(package.data(), package.size(), &view);
  const Json seen = inspect_json(view, "");
  TargetCost cost;
  cost.target = seen.at("target").get<std::string>();
  cost.package_bytes = package.size();
  cost.weights_bytes = seen.at("weights_bytes").get<std::uint64_t>();
  cost.arena_bytes = seen.at("arena_bytes").get<std::uint64_t>();
  cost.macs = seen.at("macs").get<std::uint64_t>();
  cost.estimated_instructions = seen.at("instructions").get<std::uint64_t>();
  return cost;
}

Report lesson_report(const fs::path& out, bool with_recordings) {
  const Json metrics = read_metrics(out / kMetricsFile);
  const Card card = read_trained_model(out).card;
  try {
    const Scores scores = scores_from_json(metrics.at("test"));
    Report report;
    report.lesson = card.name;
    report.objective = metrics.at("description").get<std::string>();
    report.kind = card.objective;
    report.facts = facts(metrics, card);
    report.learning = learning(metrics.at("epochs"));
    report.best_epoch = metrics.at("best_epoch").get<int>();
    report.evaluation = evaluation_of(scores);
    const Json& in_float = metrics.at("float_test");
    report.float_accuracy =
        Accuracy{in_float.at("accuracy").get<double>(), in_float.at("interval").at(0).get<double>(),
                 in_float.at("interval").at(1).get<double>()};
    report.targets = costs(out, metrics);
    report.wrong = wrong_examples(scores, read_mistakes(out / kMistakesFile), with_recordings);
    keep_measurements(out, report);
    return report;
  } catch (const Json::exception& error) {
    throw Error(Exit::kUnusable,
                fmt::format("{}: is of another version or damaged: {}",
                            (out / kMetricsFile).string(), error.what()),
                "Train again: `satchel train` writes it.");
  }
}

}  // namespace satchel
