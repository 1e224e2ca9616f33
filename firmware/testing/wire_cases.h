#pragma once

#include "core/testing/check.h"

namespace satchel {

// The bytes of wire on a board: what the host's tests show at length, in short.
extern const TestList kWireTests;

}  // namespace satchel
