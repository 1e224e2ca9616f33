// The test image of an MPS2 board.
#include "firmware/boards/mps2/ports.h"
#include "firmware/hal/memory_flash.h"
#include "firmware/testing/board_tests.h"

extern "C" {
extern const uint32_t stack_bottom, stack_top;
}

int main() {
  using namespace satchel;
  mps2::UartLink link(mps2::Uart::kLine);
  mps2::UartLink hand(mps2::Uart::kHand);
  mps2::BoardPower power(link, hand);
  mps2::CmsdkWatchdog watchdog;
  mps2::TimerMeter meter;
  mps2::HundredthsClock clock;
  MemoryFlash flash(reinterpret_cast<uint8_t*>(0x21000000), {16u << 20, 4096, 4});
  run_board_tests({link, flash, meter, clock, power, &watchdog, 0, {&stack_bottom, &stack_top}});
  return 0;
}
