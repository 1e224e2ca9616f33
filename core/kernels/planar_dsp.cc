// The inner loops in assembly: six pairs of weights, three row pointers, two pairs of the picture,
// two accumulators and the pointer to them are fourteen registers, and the compiler does not find
// that.
#include "core/kernels/dsp_intrinsics.h"
#include "core/kernels/planar.h"

#if SATCHEL_HAS_DSP

namespace satchel {

// r0..r2 rows, r3 acc, r4..r9 weights, r12 and lr the two sums. At [sp, #36] where acc ends, at
// [sp, #40] the bias.
#define SATCHEL_PLANAR(rows)   \
  "push {r4-r11, lr}\n"        \
  "ldm r2, {r4-r9}\n"          \
  "add r2, r0, r1, lsl #1\n"   \
  "add r1, r0, r1\n"           \
  "ldr r12, [sp, #36]\n"       \
  "add r12, r3, r12, lsl #3\n" \
  "str r12, [sp, #36]\n"       \
  "1:\n"                       \
  "ldr r12, [sp, #40]\n"       \
  "mov lr, r12\n" rows         \
  "strd r12, lr, [r3], #8\n"   \
  "ldr r10, [sp, #36]\n"       \
  "cmp r3, r10\n"              \
  "bne 1b\n"                   \
  "pop {r4-r11, pc}\n"

// x0..x3 in r10, r11; w01 = (w0, w1), w12 = (w1, w2): x0 w0 + x1 w1 + x2 w2 and x1 w0 + x2 w1 + x3
// w2.
#define SATCHEL_STRIDE1(row, w01, w12) \
  "ldrd r10, r11, [" row               \
  "], #4\n"                            \
  "smlad r12, r10, " w01               \
  ", r12\n"                            \
  "smlatb lr, r10, " w01               \
  ", lr\n"                             \
  "smlabt r12, r11, " w12              \
  ", r12\n"                            \
  "smlad lr, r11, " w12 ", lr\n"

// x0..x4: x0 w0 + x1 w1 + x2 w2 and x2 w0 + x3 w1 + x4 w2.
#define SATCHEL_STRIDE2(row, w01, w12) \
  "ldrd r10, r11, [" row               \
  "], #8\n"                            \
  "smlad r12, r10, " w01               \
  ", r12\n"                            \
  "ldr r10, [" row                     \
  "]\n"                                \
  "smlabt r12, r11, " w12              \
  ", r12\n"                            \
  "smlad lr, r11, " w01                \
  ", lr\n"                             \
  "smlabt lr, r10, " w12 ", lr\n"

__attribute__((naked)) void satchel_planar_3x3_stride1(const int16_t*, uint32_t, const uint32_t*,
                                                       int32_t*, uint32_t, int32_t) {
  __asm__ volatile(SATCHEL_PLANAR(SATCHEL_STRIDE1("r0", "r4", "r5") SATCHEL_STRIDE1(
      "r1", "r6", "r7") SATCHEL_STRIDE1("r2", "r8", "r9")));
}

__attribute__((naked)) void satchel_planar_3x3_stride2(const int16_t*, uint32_t, const uint32_t*,
                                                       int32_t*, uint32_t, int32_t) {
  __asm__ volatile(SATCHEL_PLANAR(SATCHEL_STRIDE2("r0", "r4", "r5") SATCHEL_STRIDE2(
      "r1", "r6", "r7") SATCHEL_STRIDE2("r2", "r8", "r9")));
}

}  // namespace satchel

#endif  // SATCHEL_HAS_DSP
