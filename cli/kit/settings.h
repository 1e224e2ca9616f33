#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "link/client/kit.h"

namespace satchel {

// A setting that a cable may read and narrow, as people write it.
struct KitSetting {
  const char* word;  // "ledger-cap"
  const char* name;  // "satchel/ledger_cap"
  std::uint32_t (*parse)(const std::string& text);
  std::string (*print)(std::uint32_t value);
};

std::span<const KitSetting> kit_settings();

// What is in force: {"telemetry": "learning", "epsilon": "0.5", …}, and "telemetry=learning …" of
// it. REQUIRES: the kit is provisioned; others have nothing to tell.
nlohmann::ordered_json settings_in_force(Kit& kit);
std::string settings_text(const nlohmann::ordered_json& in_force);

}  // namespace satchel
