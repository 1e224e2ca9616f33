#include "link/board/charge.h"

#include <algorithm>

namespace satchel {

Charge charge_of(const EnergyFigures& figures, double inference_instructions,
                 double windows_a_second, const SchoolDay& day) {
  const double instructions = figures.front_end_instructions +
                              day.share_with_sound * windows_a_second * inference_instructions;
  Charge charge;
  charge.awake = std::min(1.0, instructions * figures.cycles_per_instruction / figures.clock_hz);
  const double milliamperes = charge.awake * figures.running_ma +
                              (1 - charge.awake) * figures.asleep_ma + figures.sensor_ma;
  charge.milliwatts = milliamperes * figures.volts;
  charge.hours = figures.battery_mwh / charge.milliwatts;
  charge.school_days = charge.hours / day.hours_on;
  return charge;
}

}  // namespace satchel
