// The test image.
#include "firmware/boards/rv32_virt/cfi_flash.h"
#include "firmware/boards/rv32_virt/ports.h"
#include "firmware/testing/board_tests.h"

extern "C" {
extern const uint32_t stack_bottom, stack_top;
}

int main() {
  using namespace satchel;
  rv32_virt::UartLink link(rv32_virt::line_uart());
  rv32_virt::UartLink hand(rv32_virt::hand_uart());
  rv32_virt::BoardPower power(link, hand);
  rv32_virt::RetiredMeter meter;
  rv32_virt::TimerClock clock;
  rv32_virt::CfiFlash flash;
  run_board_tests({link, flash, meter, clock, power, nullptr, 0, {&stack_bottom, &stack_top}});
  return 0;
}
