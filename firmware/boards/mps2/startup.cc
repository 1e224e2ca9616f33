// From power-on to main(): stack painted, data copied, zeros made, constructors run.
#include <stdint.h>

#include "firmware/hal/stack.h"

extern "C" {
extern uint32_t stack_bottom, stack_top, data_start, data_end, bss_start, bss_end;
extern const uint32_t data_load;
extern void (*const init_array_start[])();
extern void (*const init_array_end[])();
int main();

void reset_handler();
void watchdog_handler();
}

namespace {

// A fault has no one to report to: the emulator's watcher sees a board that answers nothing more.
void fault_handler() {
  for (;;) __asm volatile("wfi");
}

using Handler = void (*)();
struct VectorTable {
  const void* initial_stack;
  Handler exceptions[15];
  Handler interrupts[32];
};

// Interrupts stay masked (they only end a WFI), so that only reset, the watchdog's NMI and faults
// have handlers.
__attribute__((section(".vectors"), used)) const VectorTable vectors = {
    &stack_top,
    {reset_handler, watchdog_handler, fault_handler, fault_handler, fault_handler, fault_handler},
    {}};

}  // namespace

extern "C" __attribute__((naked)) void reset_handler() {
  // The stack is painted before anything stands on it; only registers are used here.
  __asm volatile(
      "cpsid i\n"
      "ldr r0, =stack_bottom\n"
      "ldr r1, =stack_top\n"
      "ldr r2, =%c0\n"
      "1: stmia r0!, {r2}\n"
      "cmp r0, r1\n"
      "blo 1b\n"
      "bl start_program\n"
      :
      : "i"(satchel::kStackPaint));
}

extern "C" __attribute__((used, noreturn)) void start_program() {
  const uint32_t* from = &data_load;
  for (uint32_t* to = &data_start; to != &data_end;) *to++ = *from++;
  for (uint32_t* to = &bss_start; to != &bss_end;) *to++ = 0;
  for (auto* constructor = init_array_start; constructor != init_array_end; ++constructor) {
    (*constructor)();
  }
  main();
  for (;;) __asm volatile("wfi");
}
