#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "compiler/card/card.h"
#include "compiler/emit/package.h"

namespace satchel {

// A package that a verb works with, wherever it came from.
struct LoadedPackage {
  PackageBytes bytes;
  Target target = Target::kHost;
  Card card;  // empty when the package has none

  // The name of an output of the network; its number when the card does not say.
  std::string label(int index) const;
};

// `source` is an out folder of `satchel train`, whose model is compiled for `wanted` (the host when
// empty), or a package file, which has to be for `wanted` when that is given. Throws
// Exit::kUnusable when there is no such thing, Exit::kRefused when it is damaged, for another
// target or over the lesson's budgets.
LoadedPackage load_package(const std::filesystem::path& source,
                           std::optional<Target> wanted = std::nullopt);

}  // namespace satchel
