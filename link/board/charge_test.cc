#include "link/board/charge.h"

#include <gtest/gtest.h>

#include "link/board/profile.h"

namespace satchel {
namespace {

EnergyFigures round_figures() {
  EnergyFigures figures;
  figures.stands_for = "a chip";
  figures.clock_hz = 10e6;
  figures.volts = 3;
  figures.running_ma = 11;
  figures.asleep_ma = 1;
  figures.sensor_ma = 0.5;
  figures.battery_mwh = 900;
  figures.cycles_per_instruction = 2;
  figures.front_end_instructions = 500'000;
  return figures;
}

// By hand: 0.5 M + 0.25 * 2 * 1 M = 1 M instructions, 2 M cycles of 10 M: awake 0.2 of the time;
// 0.2 * 11 + 0.8 * 1 + 0.5 = 3.5 mA, 10.5 mW; 900 / 10.5 = 85.71 h, 14.29 days of 6 h.
TEST(Charge, IsWhatTheFormulaSays) {
  const Charge charge = charge_of(round_figures(), 1e6, 2);
  EXPECT_DOUBLE_EQ(charge.awake, 0.2);
  EXPECT_DOUBLE_EQ(charge.milliwatts, 10.5);
  EXPECT_DOUBLE_EQ(charge.hours, 900 / 10.5);
  EXPECT_DOUBLE_EQ(charge.school_days, 900 / 10.5 / 6);
}

TEST(Charge, AChipThatIsTooSlowNeverSleeps) {
  const Charge charge = charge_of(round_figures(), 1e9, 2);
  EXPECT_DOUBLE_EQ(charge.awake, 1);
  EXPECT_DOUBLE_EQ(charge.milliwatts, 34.5);
}

TEST(Charge, TheEmulatedBoardsSayWhatTheyStandFor) {
  for (const char* name : {"mps2_m4", "mps2_m3", "rv32_virt"}) {
    const auto known = known_boards();
    if (std::find(known.begin(), known.end(), name) == known.end()) continue;
    const EnergyFigures figures = find_board(name).energy;
    EXPECT_FALSE(figures.stands_for.empty()) << name;
    EXPECT_GT(charge_of(figures, 5e6, 4).hours, 1) << name;
  }
}

}  // namespace
}  // namespace satchel
