#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "link/board/profile.h"
#include "link/port/port.h"

namespace satchel {

// A part of what a kit and its host said to each other.
struct TrafficPart {
  std::string name;
  LineTraffic line;  // seen from the host
};

// Bytes on the line of an emulated kit, nothing sent twice: SMP's frames with all that they carry,
// as on a real one.
struct TrafficReport {
  uint64_t package_bytes = 0;
  uint64_t envelope_bytes = 0;
  // A whole update, from the first question to the confirmation. A trial is asked how it goes until
  // it has shown enough: `questions` times.
  std::vector<TrafficPart> update;
  uint32_t questions = 0;
  // What a day's telemetry takes: both reports are fetched, the learning report is taken.
  std::vector<TrafficPart> day;
  uint64_t health_bytes = 0;    // of the report itself
  uint64_t learning_bytes = 0;  // sealed
};

LineTraffic sum_of(const std::vector<TrafficPart>& parts);

// Brings `package` (with a lesson's card, for the board's target) to a new kit of a throw-away
// publisher who has switched all telemetry on, lets a day of the kit's time pass (the board's clock
// runs ahead of this machine's then), and fetches that day's telemetry. Throws what the kit's
// refusals throw, and Exit::kUnavailable when no report gets ready.
TrafficReport measure_traffic(const BoardProfile& board, std::span<const uint8_t> package);

}  // namespace satchel
