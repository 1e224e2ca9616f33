// The front end's tests that run on every machine: the host and the boards give the same bits.
#pragma once

#include "core/testing/check.h"

namespace satchel {

extern const TestList kDspTests;

}  // namespace satchel
