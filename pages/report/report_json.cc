#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "pages/report/report.h"

namespace satchel {

using Json = nlohmann::json;

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LearningPoint, epoch, int8, training_loss, validation_loss,
                                   training_accuracy, validation_accuracy)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Accuracy, value, low, high)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Evaluation, split, classes, counts, accuracy, macro_recall,
                                   subjects)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Spectrogram, frames, bands, levels)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(WrongExample, file, truth, answer, confidence, spectrogram)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Fact, name, value)

namespace {

template <typename T>
void put(Json& json, const char* key, const std::optional<T>& value) {
  if (value) json[key] = *value;
}

template <typename T>
void take(const Json& json, const char* key, std::optional<T>& value) {
  if (json.contains(key)) value = json.at(key).get<T>();
}

}  // namespace

static void to_json(Json& json, const TargetCost& cost) {
  json = {{"target", cost.target},
          {"board", cost.board},
          {"package_bytes", cost.package_bytes},
          {"weights_bytes", cost.weights_bytes},
          {"arena_bytes", cost.arena_bytes},
          {"macs", cost.macs}};
  put(json, "feature_instructions", cost.feature_instructions);
  put(json, "inference_instructions", cost.inference_instructions);
  put(json, "estimated_instructions", cost.estimated_instructions);
  put(json, "stack_bytes", cost.stack_bytes);
  put(json, "flash_bytes", cost.flash_bytes);
}

static void from_json(const Json& json, TargetCost& cost) {
  json.at("target").get_to(cost.target);
  json.at("board").get_to(cost.board);
  json.at("package_bytes").get_to(cost.package_bytes);
  json.at("weights_bytes").get_to(cost.weights_bytes);
  json.at("arena_bytes").get_to(cost.arena_bytes);
  json.at("macs").get_to(cost.macs);
  take(json, "feature_instructions", cost.feature_instructions);
  take(json, "inference_instructions", cost.inference_instructions);
  take(json, "estimated_instructions", cost.estimated_instructions);
  take(json, "stack_bytes", cost.stack_bytes);
  take(json, "flash_bytes", cost.flash_bytes);
}

void write_report(const std::filesystem::path& path, const Report& report) {
  Json json = {{"lesson", report.lesson},
               {"objective", report.objective},
               {"kind", report.kind},
               {"facts", report.facts},
               {"learning", report.learning}};
  put(json, "best_epoch", report.best_epoch);
  json["evaluation"] = report.evaluation;
  put(json, "float_accuracy", report.float_accuracy);
  json["targets"] = report.targets;
  json["wrong"] = report.wrong;
  write_file_atomically(path, json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

Report read_report(const std::filesystem::path& path) {
  const std::string text = read_text_file(path);
  try {
    const Json json = Json::parse(text);
    Report report;
    json.at("lesson").get_to(report.lesson);
    json.at("objective").get_to(report.objective);
    json.at("kind").get_to(report.kind);
    json.at("facts").get_to(report.facts);
    json.at("learning").get_to(report.learning);
    take(json, "best_epoch", report.best_epoch);
    json.at("evaluation").get_to(report.evaluation);
    take(json, "float_accuracy", report.float_accuracy);
    json.at("targets").get_to(report.targets);
    json.at("wrong").get_to(report.wrong);
    return report;
  } catch (const Json::exception& error) {
    throw Error(Exit::kUnusable, path.string() + " is not a report's data: " + error.what(),
                "`satchel train` writes it; train again if it was changed by hand.");
  }
}

void write_report_files(const std::filesystem::path& folder, const Report& report) {
  write_file_atomically(folder / kReportFile, render_report(report));
  write_report(folder / kReportDataFile, report);
}

void add_target_cost(const std::filesystem::path& folder, const TargetCost& cost) {
  if (!std::filesystem::exists(folder / kReportDataFile)) return;
  Report report = read_report(folder / kReportDataFile);
  // A line of the same target that nobody measured says nothing more than the new one.
  const auto same = [&](const TargetCost& known) {
    return known.target == cost.target && (known.board == cost.board || known.board.empty());
  };
  const auto place = std::find_if(report.targets.begin(), report.targets.end(), same);
  if (place == report.targets.end()) {
    report.targets.push_back(cost);
  } else {
    *place = cost;
  }
  write_report_files(folder, report);
}

}  // namespace satchel
