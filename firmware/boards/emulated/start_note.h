#pragma once

#include "firmware/hal/power.h"

// What a run leaves to the next one, in a word of RAM that no start clears: how it expects to end.
// After power-on the word is none of these. A linker script gives it `.noinit`.
namespace satchel::start_note {

// Once, at the start: why this run began. From here on the next one would not know.
StartCause take();

void expect_reset();     // the program is about to ask for it
void expect_watchdog();  // the time is half over and nobody has fed it
void expect_nothing();   // it was fed

}  // namespace satchel::start_note
