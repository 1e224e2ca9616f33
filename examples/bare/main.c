/* Satchel without an operating system: a package as an array, an arena, and a decision on the
 * serial line of an emulated Cortex-M4. The input is the package's own golden vector, so that no
 * sensor is needed and the answer is known to the bit. */
#include <satchel/satchel.h>

/* What this example asks of its board: board.c. */
void board_print(const char* text);
void board_print_number(unsigned value);

/* Made by CMakeLists.txt from the file that `satchel compile` wrote; 16-byte aligned. */
extern const unsigned char package[];
extern const unsigned package_bytes;

/* As large as the packages that this firmware wants to run need: `satchel inspect` tells. */
static _Alignas(16) unsigned char arena[64 * 1024];

static int refuse(satchel_status status, const satchel_finding* finding) {
  board_print("refused: ");
  board_print(satchel_status_text(status));
  if (status == SATCHEL_ARENA_TOO_SMALL) {
    board_print(", bytes needed: ");
    board_print_number(finding->needed);
  }
  if (status == SATCHEL_KERNEL_NOT_LINKED) {
    board_print(": ");
    board_print(satchel_kernel_name(finding->kernel));
  }
  board_print("\n");
  return 1;
}

/* The index of the largest of `count` scores. */
static unsigned decide(const signed char* scores, size_t count) {
  unsigned best = 0;
  for (unsigned i = 1; i < count; ++i) {
    if (scores[i] > scores[best]) best = i;
  }
  return best;
}

int main(void) {
  satchel_engine engine;
  satchel_finding finding;
  const satchel_status status = satchel_init(&engine, package, package_bytes, SATCHEL_TARGET_M4,
                                             arena, sizeof arena, &finding);
  if (status != SATCHEL_OK) return refuse(status, &finding);

  board_print("arena: ");
  board_print_number((unsigned)satchel_required_arena(package, package_bytes));
  board_print(" bytes\n");

  for (unsigned i = 0; i < satchel_golden_count(&engine); ++i) {
    /* With a sensor: write to satchel_input(&engine, 0, &bytes), then satchel_run(&engine). */
    const int equal = satchel_golden_equal(&engine, i);
    size_t count = 0;
    const signed char* scores = satchel_output(&engine, 0, &count);
    const unsigned best = decide(scores, count);
    board_print("decision: label ");
    board_print_number(best);
    board_print(", confidence ");
    board_print_number((unsigned)(scores[best] + 128));
    board_print("/256, ");
    board_print(equal ? "equal to the bit\n" : "NOT EQUAL\n");
    if (!equal) return 1;
  }
  return 0;
}
