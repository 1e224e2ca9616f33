#include "firmware/boards/emulated/start_note.h"

namespace satchel::start_note {
namespace {

constexpr uint32_t kRuns = 0x52756e73, kReset = 0x52657365, kWatchdog = 0x57617463;

__attribute__((section(".noinit"))) volatile uint32_t note;

}  // namespace

StartCause take() {
  const uint32_t left = note;
  note = kRuns;
  switch (left) {
    case kReset:
      return StartCause::kReset;
    case kWatchdog:
      return StartCause::kWatchdog;
    case kRuns:
      return StartCause::kUnknown;
    default:
      return StartCause::kPowerOn;
  }
}

void expect_reset() {
  note = kReset;
}
void expect_watchdog() {
  note = kWatchdog;
}
void expect_nothing() {
  note = kRuns;
}

}  // namespace satchel::start_note
