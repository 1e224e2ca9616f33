// The inner loops in assembly. In C++ the compiler keeps accumulators on the stack: the eight of
// two pixels x four channels, two pointers and four temporaries are all fourteen registers that
// there are.
#include "core/kernels/dsp_intrinsics.h"
#include "core/kernels/pairs.h"

#if SATCHEL_HAS_DSP

namespace satchel {

// r4..r7: first pixel, channels 0..3; r8..r11: second pixel. r0 columns, r1 weights; r2, r3 pairs
// of the two pixels. One word of weights serves two channels: 15 instructions for 16 products.
#define SATCHEL_TWO_CHANNELS(first0, first1, second0, second1) \
  "ldr r12, [r1], #4\n"                                        \
  "sxtb16 lr, r12\n"                                           \
  "sxtb16 r12, r12, ror #8\n"                                  \
  "smlad " first0 ", lr, r2, " first0                          \
  "\n"                                                         \
  "smlad " second0 ", lr, r3, " second0                        \
  "\n"                                                         \
  "smlad " first1 ", r12, r2, " first1                         \
  "\n"                                                         \
  "smlad " second1 ", r12, r3, " second1 "\n"
#define SATCHEL_PAIR                                                     \
  "ldrd r2, r3, [r0], #8\n" SATCHEL_TWO_CHANNELS("r4", "r5", "r8", "r9") \
      SATCHEL_TWO_CHANNELS("r6", "r7", "r10", "r11")
#define SATCHEL_QUAD SATCHEL_PAIR SATCHEL_PAIR

__attribute__((naked)) void satchel_pairs_2x4(const uint32_t*, const int8_t*, uint32_t,
                                              const int32_t*, int32_t*) {
  __asm__ volatile(
      "push {r1, r2, r4-r11, lr}\n"
      "sub sp, sp, #4\n"  // [sp] counts, [sp, #4] tells where the columns end, [sp, #48] is acc
      "ldm r3, {r4-r7}\n"
      "mov r8, r4\n"
      "mov r9, r5\n"
      "mov r10, r6\n"
      "mov r11, r7\n"
      "add r3, r0, r2, lsl #4\n"
      "str r3, [sp, #4]\n"
      "ands r2, r2, #3\n"
      "beq 2f\n"
      "1:\n"  // quads mod 4, one at a time
      "str r2, [sp]\n" SATCHEL_QUAD
      "ldr r2, [sp]\n"
      "subs r2, r2, #1\n"
      "bne 1b\n"
      "ldr r3, [sp, #4]\n"
      "cmp r0, r3\n"
      "beq 3f\n"
      "2:\n" SATCHEL_QUAD SATCHEL_QUAD SATCHEL_QUAD SATCHEL_QUAD
      "ldr r3, [sp, #4]\n"
      "cmp r0, r3\n"
      "bne 2b\n"
      "3:\n"
      "ldr r3, [sp, #48]\n"
      "stm r3, {r4-r11}\n"
      "add sp, sp, #12\n"
      "pop {r4-r11, pc}\n");
}

// r4..r7: channels 0..3. r2, r3: even and odd pair. r8..r11: four words of weights.
#define SATCHEL_ROW_WORD(word, pair, first, second) \
  "sxtb16 lr, " word                                \
  "\n"                                              \
  "sxtb16 " word ", " word                          \
  ", ror #8\n"                                      \
  "smlad " first ", lr, " pair ", " first           \
  "\n"                                              \
  "smlad " second ", " word ", " pair ", " second "\n"
#define SATCHEL_ROW_QUAD                                                                 \
  "ldrd r2, r3, [r0], #8\n"                                                              \
  "ldmia r1!, {r8-r11}\n" SATCHEL_ROW_WORD("r8", "r2", "r4", "r5")                       \
      SATCHEL_ROW_WORD("r9", "r2", "r6", "r7") SATCHEL_ROW_WORD("r10", "r3", "r4", "r5") \
          SATCHEL_ROW_WORD("r11", "r3", "r6", "r7")

__attribute__((naked)) void satchel_pairs_1x4(const uint32_t*, const int8_t*, uint32_t,
                                              const int32_t*, int32_t*) {
  __asm__ volatile(
      "push {r4-r11, lr}\n"  // [sp, #36] is acc
      "ldm r3, {r4-r7}\n"
      "mov r12, r2\n"
      "lsrs r2, r12, #1\n"
      "bcc 1f\n" SATCHEL_ROW_QUAD  // the odd one
      "1:\n"
      "lsrs r12, r12, #1\n"
      "beq 3f\n"
      "2:\n" SATCHEL_ROW_QUAD SATCHEL_ROW_QUAD
      "subs r12, r12, #1\n"
      "bne 2b\n"
      "3:\n"
      "ldr r3, [sp, #36]\n"
      "stm r3, {r4-r7}\n"
      "pop {r4-r11, pc}\n");
}

}  // namespace satchel

#endif  // SATCHEL_HAS_DSP
