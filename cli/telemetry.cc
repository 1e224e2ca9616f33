#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "base/hash.h"
#include "cli/several.h"
#include "cli/signing.h"
#include "link/telemetry/fleet_sums.h"
#include "link/telemetry/noise.h"

namespace satchel {
namespace {

constexpr std::uint64_t kMostReportBytes = 4096;  // a larger file is none

struct OpenOptions {
  std::vector<std::string> files;
  std::string key;
  PassphraseSource passphrase;
};

// What an answer counts (spec/telemetry.md).
std::string answer_name(LearningQuestion question, std::size_t index) {
  constexpr std::size_t kBin = 256 / kConfidenceBins;
  switch (question) {
    case LearningQuestion::kInferences:
      return fmt::format("steps of {}", kInferencesAStep);
    case LearningQuestion::kDecisions:
      return index == 0 ? "abstained" : fmt::format("label {}", index - 1);
    case LearningQuestion::kConfidence:
      return fmt::format("score {} to {}", index * kBin, (index + 1) * kBin - 1);
    case LearningQuestion::kDrift:
      return index == 0 ? "mean" : "spread";
    case LearningQuestion::kLatency:
      return index == 0 ? "median" : index == 1 ? "90th percentile" : "99th percentile";
  }
  return "unknown";
}

Answer describe(const LearningReport& report) {
  const double epsilon = report.milli_epsilon / 1000.0;
  const double deviation = std::sqrt(noise_variance(report.question, report.milli_epsilon));
  Answer answer;
  answer.json = {{"pseudonym", to_hex(report.pseudonym)},
                 {"package", to_hex(report.package)},
                 {"epsilon", epsilon},
                 {"question", question_name(report.question)},
                 {"answers", nlohmann::ordered_json::object()},
                 {"noise_deviation", deviation}};
  answer.text = fmt::format(
      "pseudonym {}, package {}…\n"
      "{}, noised with epsilon {:g}: each number by {:.0f} (standard deviation)",
      to_hex(report.pseudonym), to_hex(report.package), question_name(report.question), epsilon,
      deviation);
  for (std::size_t i = 0; i < shape_of(report.question).count; ++i) {
    const std::string name = answer_name(report.question, i);
    answer.json["answers"][name] = report.answers[i];
    answer.text += fmt::format("\n  {:<16} {}", name, report.answers[i]);
  }
  return answer;
}

Answer open_reports(const OpenOptions& options) {
  const SealingKey service = open_sealing_key(options.key, KeyKind::kService, options.passphrase);
  return with_files(options.files, kMostReportBytes, "reports",
                    [&](const std::vector<std::uint8_t>& sealed) {
                      const LearningReport report = open_report(sealed, service);
                      check_plausible(report);
                      return describe(report);
                    });
}

}  // namespace

void add_telemetry(Verbs& verbs) {
  verbs.describe("telemetry", "The sealed learning reports of kits, for their service");
  auto options = std::make_shared<OpenOptions>();
  CLI::App& verb =
      verbs.add("telemetry open", "Open sealed learning reports with the service's key",
                [options](const CommonOptions&) { return open_reports(*options); });
  verb.add_option("files", options->files, "What `satchel kit telemetry -o` saved")->required();
  verb.add_option("--key", options->key, "The service's .key file, or a secret X25519 key as PEM")
      ->required();
  add_passphrase_option(verb, options->passphrase);
}

}  // namespace satchel
