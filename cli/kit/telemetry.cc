#include <fmt/format.h>

#include <memory>

#include "base/file.h"
#include "base/hash.h"
#include "cli/kit/kits.h"
#include "cli/kit/verbs.h"
#include "cli/kit/words.h"
#include "cli/signing.h"
#include "wire/messages/health_report.h"

namespace satchel {
namespace {

struct TelemetryOptions {
  std::vector<std::string> ports;
  std::string output;
  bool take = false;
};

bool is_off(const SmpError& error) {
  return error.group() == smp_kit::kGroup && error.code() == smp_kit::kSwitchedOff;
}

const char* self_test_name(SelfTest result) {
  switch (result) {
    case SelfTest::kNotRun:
      return "not run since the start";
    case SelfTest::kPassed:
      return "passed";
    case SelfTest::kFailed:
      return "failed";
  }
  return "unknown";
}

HealthReport read_health(const std::vector<std::uint8_t>& bytes) {
  HealthReport report;
  const MessageStatus status = read_health_report({bytes.data(), bytes.size()}, &report);
  if (status == MessageStatus::kUnsupportedVersion) {
    throw Error(Exit::kUnusable, "the kit's health report is of a newer version",
                "Bring satchel up to date.");
  }
  if (status != MessageStatus::kOk) {
    throw Error(Exit::kRefused, "the kit's health report is not in order",
                "Bring kit and satchel to the same version; if it stays so, report it.");
  }
  return report;
}

nlohmann::ordered_json to_json(const LessonHealth& lesson) {
  nlohmann::ordered_json json = {
      {"name", std::string(reinterpret_cast<const char*>(lesson.name.data), lesson.name.size)},
      {"package", nullptr},
      {"sequence", lesson.sequence},
      {"phase", phase_name(static_cast<UpdatePhase>(lesson.phase))},
      {"failure", nullptr},
      {"self_test", self_test_name(lesson.self_test)}};
  if (lesson.has_package) json["package"] = to_hex(lesson.package);
  if (lesson.failure != 0) {
    json["failure"] = update_status_text(static_cast<UpdateStatus>(lesson.failure));
  }
  return json;
}

nlohmann::ordered_json to_json(const HealthReport& report) {
  const StartCounts& starts = report.starts;
  nlohmann::ordered_json json = {{"kit", to_hex(report.kit)},
                                 {"firmware", to_text(report.firmware)},
                                 {"battery_mwh", nullptr},
                                 {"starts",
                                  {{"power_on", starts.power_on},
                                   {"reset", starts.reset},
                                   {"watchdog", starts.watchdog},
                                   {"unknown", starts.unknown}}},
                                 {"settings", report.settings},
                                 {"lessons", nlohmann::ordered_json::array()}};
  if (report.has_battery) json["battery_mwh"] = report.battery;
  for (std::size_t i = 0; i < report.lesson_count; ++i) {
    json["lessons"].push_back(to_json(report.lessons[i]));
  }
  return json;
}

std::string lines_of(const nlohmann::ordered_json& health) {
  const auto& starts = health["starts"];
  std::string text = fmt::format(
      "health      firmware {}, settings {}\nstarts      {} power on, {} reset, {} watchdog, {} "
      "unknown\n",
      health["firmware"].get<std::string>(), health["settings"].get<std::uint64_t>(),
      starts["power_on"].get<int>(), starts["reset"].get<int>(), starts["watchdog"].get<int>(),
      starts["unknown"].get<int>());
  for (const auto& lesson : health["lessons"]) {
    text += fmt::format("lesson      {}, sequence {}, {}, self-test {}",
                        lesson["name"].get<std::string>(), lesson["sequence"].get<std::uint64_t>(),
                        lesson["phase"].get<std::string>(), lesson["self_test"].get<std::string>());
    if (!lesson["failure"].is_null()) text += ": " + lesson["failure"].get<std::string>();
    text += "\n";
  }
  return text;
}

void add_health(Kit& kit, Answer* answer) {
  try {
    answer->json["health"] = to_json(read_health(kit.health()));
    answer->text += lines_of(answer->json["health"]);
  } catch (const SmpError& error) {
    if (!is_off(error)) throw;
    answer->json["health"] = nullptr;
    answer->text += "health      off\n";
  }
}

// The report is on the disk before the kit may forget it.
void save(Kit& kit, const TelemetryOptions& options, const std::vector<std::uint8_t>& sealed,
          Answer* answer) {
  nlohmann::ordered_json& json = answer->json["learning"];
  json = {{"state", "waits"},
          {"bytes", sealed.size()},
          {"sha256", to_hex(sha256(sealed))},
          {"file", nullptr},
          {"taken", false}};
  answer->text += fmt::format("learning    a sealed report of {} bytes", sealed.size());
  if (options.output.empty()) {
    answer->text += " waits: -o FILE saves it\n";
    return;
  }
  write_file_atomically(options.output, sealed);
  json["file"] = options.output;
  answer->text += " is in " + options.output;
  if (options.take) {
    kit.learning_taken(sealed);
    json["taken"] = true;
    answer->text += ", and taken";
  }
  answer->text += "\n";
}

void add_learning(Kit& kit, const TelemetryOptions& options, Answer* answer) {
  try {
    std::string why;
    const std::vector<std::uint8_t> sealed = kit.learning(&why);
    if (!sealed.empty()) {
      save(kit, options, sealed, answer);
      return;
    }
    answer->json["learning"] = {{"state", why}};
    answer->text += "learning    " + why + "\n";
  } catch (const SmpError& error) {
    if (!is_off(error)) throw;
    answer->json["learning"] = {{"state", "off"}};
    answer->text += "learning    off\n";
  }
}

Answer telemetry(const TelemetryOptions& options) {
  if (options.take && options.output.empty()) {
    throw Error(Exit::kUnusable, "--take needs a file to keep the report in",
                "Add -o FILE: what is taken the kit forgets.");
  }
  if (options.ports.size() > 1 && !options.output.empty()) {
    throw Error(Exit::kUnusable, "several kits' reports do not fit one file",
                "Read one kit at a time, or leave -o out.");
  }
  return with_kits(options.ports, Show::kNothing, [&](const KitTask& task) {
    Answer answer;
    add_health(task.kit, &answer);
    add_learning(task.kit, options, &answer);
    return answer;
  });
}

}  // namespace

void add_kit_telemetry(Verbs& verbs) {
  auto options = std::make_shared<TelemetryOptions>();
  CLI::App& verb = verbs.add("kit telemetry",
                             "Read a kit's two reports: its health, and the sealed learning one",
                             [options](const CommonOptions&) { return telemetry(*options); });
  add_port_option(verb, options->ports);
  verb.add_option("-o,--output", options->output, "Save the sealed learning report here");
  verb.add_flag("--take", options->take,
                "Tell the kit that it is saved, so that the next one can be made");
}

}  // namespace satchel
