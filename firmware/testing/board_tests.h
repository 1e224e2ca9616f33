#pragma once

#include "core/testing/check.h"
#include "firmware/hal/flash.h"
#include "firmware/hal/link.h"
#include "firmware/hal/meter.h"
#include "firmware/hal/stack.h"

namespace satchel {

// What a board's test image tests: the freestanding tests of core, the bytes of wire, and the
// contracts of the board's own ports.
struct TestedBoard {
  Link& link;
  Flash& flash;
  Meter& meter;
  uint32_t scratch;  // offset in flash of two sectors that the tests may write
  StackBounds stack;
};

// Waits for a byte on the link, runs every test and prints a line for each, "LIST.NAME pass" or
// "LIST.NAME fail FILE:LINE WHAT: got G, expected E, seed S", then "stack N" (bytes, the peak) and
// "done PASSED FAILED". The name is printed before the test runs. Again for each further byte;
// returns when the link ends.
void run_board_tests(const TestedBoard& board);

}  // namespace satchel
