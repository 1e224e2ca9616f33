#pragma once

#include "firmware/testing/board_tests.h"

namespace satchel {

// Says which board's ports kPortTests are about. A test is a plain function without arguments, so
// this is kept; the board outlives the tests.
void test_ports_of(const TestedBoard& board);

// The contracts of firmware/hal that can be seen from software.
extern const TestList kPortTests;

}  // namespace satchel
