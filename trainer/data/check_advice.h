#pragma once

#include <vector>

#include "trainer/data/check.h"

namespace satchel {

// What to do about each thing that a report holds; empty when all is well.
std::vector<Advice> advise(const DataReport& report);

}  // namespace satchel
