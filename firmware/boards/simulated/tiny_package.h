#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/package/format.h"

namespace satchel::simulated {

// A whole package of a few hundred bytes for tests of everything around the engine: one layer of
// random weights by a kernel that every target has, one golden vector that is right, a card with
// `name`. `padding` lengthens its weights, so that it fills more than one sector.
std::vector<uint8_t> tiny_package(const std::string& name, uint32_t seed, uint32_t padding = 0,
                                  Target target = Target::kHost);

}  // namespace satchel::simulated
