#pragma once

#include "core/testing/check.h"
#include "firmware/hal/clock.h"
#include "firmware/hal/flash.h"
#include "firmware/hal/link.h"
#include "firmware/hal/meter.h"
#include "firmware/hal/power.h"
#include "firmware/hal/stack.h"
#include "firmware/hal/watchdog.h"

namespace satchel {

// What a board's test image tests: the freestanding tests of core, the bytes of wire, and the
// contracts of the board's own ports.
struct TestedBoard {
  Link& link;
  Flash& flash;
  Meter& meter;
  Clock& clock;
  Power& power;
  Watchdog* watchdog;  // null where there is none
  uint32_t scratch;    // offset in flash of two sectors that the tests may write
  StackBounds stack;
};

// Waits for bytes on the link and does what each asks for; returns when the link ends.
//   t  runs every test and prints a line for each, "LIST.NAME pass" or "LIST.NAME fail FILE:LINE
//      WHAT: got G, expected E, seed S", then "stack N" (bytes, the peak) and "done PASSED FAILED".
//      The name is printed before the test runs.
//   c  prints why this run began: "cause power-on", "reset", "watchdog" or "unknown"
//   r  resets
//   w  starts the watchdog, feeds it for twice its time, prints "fed" and hangs; prints "no
//      watchdog" where there is none
void run_board_tests(const TestedBoard& board);

}  // namespace satchel
