// From power-on to main(): stack guarded and painted, zeros made, constructors run. The emulator
// has put code and data in place.
#include <stdint.h>

#include "firmware/hal/stack.h"

extern "C" {
extern uint32_t bss_start, bss_end;
extern void (*const init_array_start[])();
extern void (*const init_array_end[])();
int main();
}

// A trap (a fault, or the stack's guard) has no one to report to: the other side sees a board that
// answers nothing more.
extern "C" __attribute__((naked, aligned(4), used)) void trap_handler() {
  __asm volatile("1: wfi\n j 1b\n");
}

extern "C" __attribute__((naked, section(".reset"))) void reset_handler() {
  // Physical memory protection (privileged specification, 3.7): entry 0 is the guard page, locked
  // and without any right, which binds machine mode as well.
  __asm volatile(
      "csrw mie, zero\n"
      "la t0, trap_handler\n"
      "csrw mtvec, t0\n"
      "la t0, stack_guard\n"
      "srli t0, t0, 2\n"
      "ori t0, t0, 0x1ff\n"  // 4,096 bytes, naturally aligned
      "csrw pmpaddr0, t0\n"
      "li t0, 0x98\n"  // locked, NAPOT
      "csrw pmpcfg0, t0\n"
      "la t0, stack_bottom\n"
      "la t1, stack_top\n"
      "li t2, %0\n"
      "1: sw t2, 0(t0)\n"
      "addi t0, t0, 4\n"
      "bltu t0, t1, 1b\n"
      "mv sp, t1\n"
      "call start_program\n"
      :
      : "i"(satchel::kStackPaint));
}

extern "C" __attribute__((used, noreturn)) void start_program() {
  for (uint32_t* to = &bss_start; to != &bss_end;) *to++ = 0;
  for (auto* constructor = init_array_start; constructor != init_array_end; ++constructor) {
    (*constructor)();
  }
  main();
  for (;;) __asm volatile("wfi");
}
