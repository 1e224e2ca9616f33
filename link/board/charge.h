#pragma once

#include <cstdint>
#include <string>

namespace satchel {

// What a chip, its sensor and its battery are like: `[energy]` of a board's profile, where each
// figure has its source beside it.
struct EnergyFigures {
  std::string stands_for;  // "nRF52832"; empty: the profile has no figures
  double clock_hz = 0;
  double volts = 0;
  double running_ma = 0;  // executing from flash
  double asleep_ma = 0;   // with the clocks that a streaming sensor needs
  double sensor_ma = 0;
  double battery_mwh = 0;
  double cycles_per_instruction = 1;
  double front_end_instructions = 0;  // for a second of sound
};

// How a kit is used on a school day. The radio's share is nothing: kits speak over a cable, which
// powers them while they do.
struct SchoolDay {
  double hours_on = 6;
  double share_with_sound = 0.25;  // of the windows; the others are passed over
};

struct Charge {
  double awake = 0;  // share of the time
  double milliwatts = 0;
  double hours = 0;
  double school_days = 0;
};

// The estimate of docs/design/charge.md. More work than the chip has time for is awake = 1.
Charge charge_of(const EnergyFigures& figures, double inference_instructions,
                 double windows_a_second, const SchoolDay& day = {});

}  // namespace satchel
