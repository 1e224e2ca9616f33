// Tests of sealing and signing that run on every machine: the host and the boards give the same
// bits.
#pragma once

#include "core/testing/check.h"

namespace satchel {

extern const TestList kCryptoTests;

}  // namespace satchel
