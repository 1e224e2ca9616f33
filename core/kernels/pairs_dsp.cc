// The inner loops in assembly. In C++ the compiler keeps accumulators on the stack: the eight of
// two pixels x four channels, two pointers and four temporaries are all fourteen registers that
// there are. clang-format is off: a line is an instruction.
#include "core/kernels/dsp_assembly.h"
#include "core/kernels/dsp_intrinsics.h"
#include "core/kernels/pairs.h"

#if SATCHEL_HAS_DSP

namespace satchel {

static_assert(sizeof(PairsRun) == 32, "the assembly counts on it");
static_assert(sizeof(QuickRescale) == 12, "the assembly counts on it");

// clang-format off

// ---- Two pixels. r4..r7: the first, channels 0..3; r8..r11: the second. r0 columns, r1 weights; r2
// and r3 pairs of the two pixels. A word of weights serves two channels: 15 instructions for 16
// products.
#define SATCHEL_TWO_CHANNELS(first0, first1, second0, second1) \
  "ldr r12, [r1], #4\n"                                        \
  "sxtb16 lr, r12\n"                                           \
  "sxtb16 r12, r12, ror #8\n"                                  \
  "smlad " first0 ", lr, r2, " first0 "\n"                     \
  "smlad " second0 ", lr, r3, " second0 "\n"                   \
  "smlad " first1 ", r12, r2, " first1 "\n"                    \
  "smlad " second1 ", r12, r3, " second1 "\n"
#define SATCHEL_PAIR                           \
  "ldrd r2, r3, [r0], #8\n"                    \
  SATCHEL_TWO_CHANNELS("r4", "r5", "r8", "r9") \
  SATCHEL_TWO_CHANNELS("r6", "r7", "r10", "r11")
#define SATCHEL_QUAD SATCHEL_PAIR SATCHEL_PAIR

// r4..r11 += products of r2 quads; [sp] and [sp, #4] are free for it.
#define SATCHEL_MULTIPLY_TWO                            \
  "mov r8, r4\n"                                        \
  "mov r9, r5\n"                                        \
  "mov r10, r6\n"                                       \
  "mov r11, r7\n"                                       \
  "add r3, r0, r2, lsl #4\n"                            \
  "str r3, [sp, #4]\n" /* where the columns end */      \
  "ands r2, r2, #3\n"                                   \
  "beq 2f\n"                                            \
  "1:\n" /* quads mod 4, one at a time */               \
  "str r2, [sp]\n"                                      \
  SATCHEL_QUAD                                          \
  "ldr r2, [sp]\n"                                      \
  "subs r2, r2, #1\n"                                   \
  "bne 1b\n"                                            \
  "ldr r3, [sp, #4]\n"                                  \
  "cmp r0, r3\n"                                        \
  "beq 3f\n"                                            \
  "2:\n"                                                \
  SATCHEL_QUAD SATCHEL_QUAD SATCHEL_QUAD SATCHEL_QUAD   \
  "ldr r3, [sp, #4]\n"                                  \
  "cmp r0, r3\n"                                        \
  "bne 2b\n"                                            \
  "3:\n"

__attribute__((naked)) void satchel_pairs_2x4(const uint32_t*, const int8_t*, uint32_t,
                                              const int32_t*, int32_t*) {
  __asm__ volatile(
      "push {r4-r11, lr}\n"
      "sub sp, sp, #12\n"
      "ldm r3, {r4-r7}\n"
      SATCHEL_MULTIPLY_TWO
      "ldr r3, [sp, #48]\n"  // acc
      "stm r3, {r4-r11}\n"
      "add sp, sp, #12\n"
      "pop {r4-r11, pc}\n");
}

// One channel of two pixels: out in r12, pixel stride in lr, records at r2.
#define SATCHEL_STORE_TWO(first, second) \
  "ldm r2!, {r0, r1, r3}\n"              \
  SATCHEL_ASM_RESCALE(first, "r0", "r1", "r3")  \
  SATCHEL_ASM_RESCALE(second, "r0", "r1", "r3") \
  "strb " second ", [r12, lr]\n"         \
  "strb " first ", [r12], #1\n"

__attribute__((naked)) void satchel_pairs_2x4_quick(PairsRun*) {
  __asm__ volatile(
      "push {r4-r11, lr}\n"
      "sub sp, sp, #12\n"
      "str r0, [sp, #8]\n"
      "4:\n"
      "mov r12, r0\n"
      "ldr r3, [r12, #8]\n"  // bias
      "ldm r3!, {r4-r7}\n"
      "str r3, [r12, #8]\n"
      "ldr r2, [r12, #24]\n"     // quads
      "ldrd r0, r1, [r12]\n"     // columns, weights
      SATCHEL_MULTIPLY_TWO
      "ldr r12, [sp, #8]\n"
      "str r1, [r12, #4]\n"
      "ldr r2, [r12, #12]\n"       // scale
      "ldrd r12, lr, [r12, #16]\n"  // out, pixel stride
      SATCHEL_STORE_TWO("r4", "r8")
      SATCHEL_STORE_TWO("r5", "r9")
      SATCHEL_STORE_TWO("r6", "r10")
      SATCHEL_STORE_TWO("r7", "r11")
      "ldr r0, [sp, #8]\n"
      "str r2, [r0, #12]\n"
      "str r12, [r0, #16]\n"
      "ldr r1, [r0, #28]\n"
      "subs r1, r1, #1\n"
      "str r1, [r0, #28]\n"
      "bne 4b\n"
      "add sp, sp, #12\n"
      "pop {r4-r11, pc}\n");
}

// ---- One pixel. r4..r7: channels 0..3. r2, r3: even and odd pair. r8..r11: four words of weights.
#define SATCHEL_ROW_WORD(word, pair, first, second) \
  "sxtb16 lr, " word "\n"                           \
  "sxtb16 " word ", " word ", ror #8\n"             \
  "smlad " first ", lr, " pair ", " first "\n"      \
  "smlad " second ", " word ", " pair ", " second "\n"
#define SATCHEL_ROW_QUAD                   \
  "ldrd r2, r3, [r0], #8\n"                \
  "ldmia r1!, {r8-r11}\n"                  \
  SATCHEL_ROW_WORD("r8", "r2", "r4", "r5") \
  SATCHEL_ROW_WORD("r9", "r2", "r6", "r7") \
  SATCHEL_ROW_WORD("r10", "r3", "r4", "r5") \
  SATCHEL_ROW_WORD("r11", "r3", "r6", "r7")

// r4..r7 += products of r12 quads.
#define SATCHEL_MULTIPLY_ONE          \
  "lsrs r12, r12, #1\n"               \
  "bcc 1f\n"                          \
  SATCHEL_ROW_QUAD /* the odd one */  \
  "1:\n"                              \
  "cmp r12, #0\n"                     \
  "beq 3f\n"                          \
  "2:\n"                              \
  SATCHEL_ROW_QUAD SATCHEL_ROW_QUAD   \
  "subs r12, r12, #1\n"               \
  "bne 2b\n"                          \
  "3:\n"

__attribute__((naked)) void satchel_pairs_1x4(const uint32_t*, const int8_t*, uint32_t,
                                              const int32_t*, int32_t*) {
  __asm__ volatile(
      "push {r4-r11, lr}\n"
      "ldm r3, {r4-r7}\n"
      "mov r12, r2\n"
      SATCHEL_MULTIPLY_ONE
      "ldr r3, [sp, #36]\n"  // acc
      "stm r3, {r4-r7}\n"
      "pop {r4-r11, pc}\n");
}

#define SATCHEL_STORE_ONE(acc) \
  "ldm r2!, {r0, r1, r3}\n"    \
  SATCHEL_ASM_RESCALE(acc, "r0", "r1", "r3") \
  "strb " acc ", [r12], #1\n"

__attribute__((naked)) void satchel_pairs_1x4_quick(PairsRun*) {
  __asm__ volatile(
      "push {r0, r4-r11, lr}\n"
      "4:\n"
      "mov r12, r0\n"
      "ldr r3, [r12, #8]\n"  // bias
      "ldm r3!, {r4-r7}\n"
      "str r3, [r12, #8]\n"
      "ldrd r0, r1, [r12]\n"     // columns, weights
      "ldr r12, [r12, #24]\n"    // quads
      SATCHEL_MULTIPLY_ONE
      "ldr r8, [sp]\n"
      "str r1, [r8, #4]\n"
      "ldr r2, [r8, #12]\n"   // scale
      "ldr r12, [r8, #16]\n"  // out
      SATCHEL_STORE_ONE("r4")
      SATCHEL_STORE_ONE("r5")
      SATCHEL_STORE_ONE("r6")
      SATCHEL_STORE_ONE("r7")
      "mov r0, r8\n"
      "str r2, [r0, #12]\n"
      "str r12, [r0, #16]\n"
      "ldr r1, [r0, #28]\n"
      "subs r1, r1, #1\n"
      "str r1, [r0, #28]\n"
      "bne 4b\n"
      "pop {r0, r4-r11, pc}\n");
}

// clang-format on

}  // namespace satchel

#endif  // SATCHEL_HAS_DSP
