/* QEMU's mps2-an386 (Cortex-M4): from reset to main(), a serial line, and the four memory functions
 * that a compiler may call. A project of your own has all of this already. */
#include <stddef.h>
#include <stdint.h>

void board_print(const char* text);
void board_print_number(unsigned value);
extern uint32_t data_start, data_end, data_load, bss_start, bss_end, stack_top;
int main(void);

/* CMSDK APB UART 0. */
#define UART_DATA (*(volatile uint32_t*)0x40004000)
#define UART_STATE (*(volatile uint32_t*)0x40004004)
#define UART_CONTROL (*(volatile uint32_t*)0x40004008)
#define UART_DIVIDER (*(volatile uint32_t*)0x40004010)

void board_print(const char* text) {
  for (; *text != 0; ++text) {
    while (UART_STATE & 1) {
    }
    UART_DATA = (uint32_t)*text;
  }
}

void board_print_number(unsigned value) {
  char digits[11];
  char* at = digits + sizeof digits - 1;
  *at = 0;
  do {
    *--at = (char)('0' + value % 10);
    value /= 10;
  } while (value != 0);
  board_print(at);
}

/* Ends the emulator with the program's result (semihosting, SYS_EXIT_EXTENDED). */
static void stop(int result) {
  const uint32_t block[2] = {0x20026, (uint32_t)result};
  __asm volatile("mov r0, #0x20\n mov r1, %0\n bkpt 0xab" : : "r"(block) : "r0", "r1", "memory");
  for (;;) {
  }
}

void reset_handler(void) {
  const uint32_t* from = &data_load;
  for (uint32_t* to = &data_start; to != &data_end;) *to++ = *from++;
  for (uint32_t* to = &bss_start; to != &bss_end;) *to++ = 0;
  UART_DIVIDER = 16;
  UART_CONTROL = 1;
  stop(main());
}

static void fault_handler(void) {
  board_print("fault\n");
  stop(2);
}

__attribute__((section(".vectors"), used)) static const void* const vectors[] = {
    &stack_top,    reset_handler, fault_handler, fault_handler,
    fault_handler, fault_handler, fault_handler,
};

void* memcpy(void* to, const void* from, size_t count) {
  unsigned char* a = to;
  const unsigned char* b = from;
  while (count-- > 0) *a++ = *b++;
  return to;
}

void* memmove(void* to, const void* from, size_t count) {
  unsigned char* a = to;
  const unsigned char* b = from;
  if ((uintptr_t)to < (uintptr_t)from) return memcpy(to, from, count);
  while (count-- > 0) a[count] = b[count];
  return to;
}

void* memset(void* to, int value, size_t count) {
  unsigned char* a = to;
  while (count-- > 0) *a++ = (unsigned char)value;
  return to;
}

int memcmp(const void* first, const void* second, size_t count) {
  const unsigned char* a = first;
  const unsigned char* b = second;
  for (; count > 0; --count, ++a, ++b) {
    if (*a != *b) return *a - *b;
  }
  return 0;
}
