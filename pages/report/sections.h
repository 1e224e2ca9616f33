#pragma once

#include <string>

#include "pages/report/report.h"

namespace satchel {

// The parts of the page, in its order. Each returns one <section>, or nothing when the report has
// no data for it.
std::string headline_section(const Report& report);
std::string confusion_section(const Report& report);
std::string recall_section(const Report& report);
std::string learning_section(const Report& report);
std::string quantisation_section(const Report& report);
std::string cost_section(const Report& report);
std::string wrong_section(const Report& report);
std::string facts_section(const Report& report);

// A label as a reader knows it: `_unknown_` is "other words", `_silence_` is "silence". Escaped.
std::string label_name(const std::string& label);

}  // namespace satchel
