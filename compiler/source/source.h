#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "compiler/card/budget.h"
#include "compiler/emit/package.h"

namespace satchel {

// From what a person names (an out folder, a .tflite file) to a package.

// "m4" -> Target::kM4. Throws Error(Exit::kUnusable) with the names there are.
Target parse_target(const std::string& name);

// Compiles `source`, an out folder or a .tflite file, for a target. The stricter of `budget` and of
// the trained model's own budget holds. A .tflite file brings no golden vectors; it gets one made
// of noise. Throws Error as the importers and compile_package() do.
PackageBytes compile_source(const std::filesystem::path& source, Target target,
                            const Budget& budget = {});

// Reads a package file for this program's purposes: it validates. Throws Error(Exit::kRefused).
PackageBytes read_package(const std::filesystem::path& path);

}  // namespace satchel
