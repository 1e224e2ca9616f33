#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "core/package/view.h"

namespace satchel {

// What a package is and costs, read from the package alone. `name` is the file, for people.

// {"file", "target", "format_version", "package_bytes", "weights_bytes", "arena_bytes", "macs",
//  "instructions", "inputs", "outputs", "sections", "steps", "card", "golden_vectors"}.
// weights_bytes: int8 weights and int32 biases. instructions: estimated for the target.
nlohmann::ordered_json inspect_json(const PackageView& package, const std::string& name);

// The same for a person, with the arena drawn over time.
std::string inspect_text(const PackageView& package, const std::string& name);

}  // namespace satchel
