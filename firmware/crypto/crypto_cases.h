// Tests of sealing and signing that run on every machine: the host and the boards give the same
// bits.
#pragma once

#include "core/testing/check.h"

namespace satchel {

extern const TestList kCryptoTests;

// Verifies one signature, for whoever counts what that costs: test 1 of RFC 8032, section 7.1.
bool verify_example();

}  // namespace satchel
