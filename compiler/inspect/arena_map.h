#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/package/view.h"

namespace satchel {

// The arena over time as text, one line a step:
//
//   0 Conv2dPairs      |...iii....ooooooooooo.ss|
//
// i is read, o is written, # is read and then overwritten in place, s is scratch, - waits for a
// later step, . is free. `columns` characters stand for the whole arena; the first line is what the
// caller writes, the last what he reads. The package is valid.
std::vector<std::string> arena_map(const PackageView& package, std::size_t columns);

}  // namespace satchel
