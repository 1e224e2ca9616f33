#pragma once

#include <string>

#include "cli/verb.h"
#include "link/client/kit.h"

// What kits say, for people and as JSON.
namespace satchel {

const char* phase_name(UpdatePhase phase);  // "on trial"
// Of the kit as a whole: "not provisioned", "trouble: …", "2 lessons", "lesson go on trial".
std::string state_of(const KitStatus& status, const std::vector<KitLesson>& lessons);

nlohmann::ordered_json to_json(const KitStatus& status);
nlohmann::ordered_json to_json(const KitLesson& lesson);
std::string to_text(const KitStatus& status);
std::string to_text(const KitLesson& lesson);

}  // namespace satchel
