#include "cli/kit/settings.h"

#include "cli/order_words.h"

namespace satchel {
namespace {

constexpr KitSetting kSettings[] = {
    {"telemetry", kit_setting::kTelemetry, parse_telemetry, telemetry_name},
    {"epsilon", kit_setting::kEpsilon, parse_thousandths, thousandths_text},
    {"ledger-cap", kit_setting::kLedgerCap, parse_thousandths, thousandths_text},
    {"samples", kit_setting::kSamples, parse_count,
     [](std::uint32_t value) { return std::to_string(value); }},
};

}  // namespace

std::span<const KitSetting> kit_settings() {
  return kSettings;
}

nlohmann::ordered_json settings_in_force(Kit& kit) {
  nlohmann::ordered_json json;
  for (const KitSetting& setting : kSettings) {
    json[setting.word] = setting.print(kit.client().read_setting(setting.name));
  }
  return json;
}

std::string settings_text(const nlohmann::ordered_json& in_force) {
  std::string text;
  for (const auto& [word, value] : in_force.items()) {
    text += (text.empty() ? "" : " ") + word + "=" + value.get<std::string>();
  }
  return text;
}

}  // namespace satchel
