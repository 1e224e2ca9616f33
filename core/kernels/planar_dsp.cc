// The inner loops in assembly. Of 3x3: six pairs of weights, three line pointers, two pairs of the
// picture, two sums and the output pointer are fourteen registers. Of any kernel: four windows,
// four sums, two pairs of the picture, a pair of weights, its offset, and the taps' begin and end
// are as many. The compiler does not find either.
#include "core/kernels/dsp_assembly.h"
#include "core/kernels/dsp_intrinsics.h"
#include "core/kernels/planar.h"

#if SATCHEL_HAS_DSP

namespace satchel {

static_assert(sizeof(PlanarRun) == 52, "the assembly counts on it");

// clang-format off

// r0..r2 lines, r3 out, r4..r9 weights, r12 and lr the two sums. On the stack: where out ends, bias,
// multiplier, offset, right shift, stride of out.
#define SATCHEL_PLANAR(lines)          \
  "push {r4-r11, lr}\n"                \
  "sub sp, sp, #28\n"                  \
  "mov r12, r0\n"                      \
  "ldrd r4, r5, [r12, #28]\n"          \
  "strd r4, r5, [sp, #4]\n"            \
  "ldrd r6, r7, [r12, #36]\n"          \
  "strd r6, r7, [sp, #12]\n"           \
  "ldr r8, [r12, #20]\n"               \
  "str r8, [sp, #20]\n"                \
  "ldr r3, [r12, #16]\n"               \
  "ldr r9, [r12, #24]\n"               \
  "mul r9, r9, r8\n"                   \
  "add r9, r3, r9, lsl #1\n"           \
  "str r9, [sp]\n"                     \
  "ldr r2, [r12, #48]\n"               \
  "ldm r2, {r4-r9}\n"                  \
  "ldr r0, [r12]\n"                    \
  "ldr r1, [r12, #44]\n"               \
  "add r2, r0, r1, lsl #1\n"           \
  "add r1, r0, r1\n"                   \
  "1:\n"                               \
  "ldr r12, [sp, #4]\n"                \
  "mov lr, r12\n"                      \
  lines                                \
  "ldr r10, [sp, #8]\n"                \
  SATCHEL_ASM_MULTIPLY("r12", "r10")   \
  SATCHEL_ASM_MULTIPLY("lr", "r10")    \
  "ldrd r10, r11, [sp, #12]\n"         \
  SATCHEL_ASM_TO_INT8("r12", "r10", "r11") \
  SATCHEL_ASM_TO_INT8("lr", "r10", "r11")  \
  "ldr r10, [sp, #20]\n"               \
  "strb r12, [r3]\n"                   \
  "strb lr, [r3, r10]\n"               \
  "add r3, r3, r10, lsl #1\n"          \
  "ldr r10, [sp]\n"                    \
  "cmp r3, r10\n"                      \
  "bne 1b\n"                           \
  "add sp, sp, #28\n"                  \
  "pop {r4-r11, pc}\n"

// x0..x3 in r10, r11; w01 = (w0, w1), w12 = (w1, w2): x0 w0 + x1 w1 + x2 w2 and x1 w0 + x2 w1 + x3 w2.
#define SATCHEL_STRIDE1(line, w01, w12) \
  "ldrd r10, r11, [" line "], #4\n"     \
  "smlad r12, r10, " w01 ", r12\n"      \
  "smlatb lr, r10, " w01 ", lr\n"       \
  "smlabt r12, r11, " w12 ", r12\n"     \
  "smlad lr, r11, " w12 ", lr\n"

// x0..x4: x0 w0 + x1 w1 + x2 w2 and x2 w0 + x3 w1 + x4 w2.
#define SATCHEL_STRIDE2(line, w01, w12) \
  "ldrd r10, r11, [" line "], #8\n"     \
  "smlad r12, r10, " w01 ", r12\n"      \
  "ldr r10, [" line "]\n"               \
  "smlabt r12, r11, " w12 ", r12\n"     \
  "smlad lr, r11, " w01 ", lr\n"        \
  "smlabt lr, r10, " w12 ", lr\n"

__attribute__((naked)) void satchel_planar_3x3_stride1(const PlanarRun*) {
  __asm__ volatile(SATCHEL_PLANAR(SATCHEL_STRIDE1("r0", "r4", "r5")
                                  SATCHEL_STRIDE1("r1", "r6", "r7")
                                  SATCHEL_STRIDE1("r2", "r8", "r9")));
}

__attribute__((naked)) void satchel_planar_3x3_stride2(const PlanarRun*) {
  __asm__ volatile(SATCHEL_PLANAR(SATCHEL_STRIDE2("r0", "r4", "r5")
                                  SATCHEL_STRIDE2("r1", "r6", "r7")
                                  SATCHEL_STRIDE2("r2", "r8", "r9")));
}

// ---- Any kernel, four outputs at a time. r0..r3 windows, r4..r7 sums, r8 weights, r9 offset, r10 and
// r11 values, r12 and lr the taps' begin and end. On the stack: the run, out, where out ends.
__attribute__((naked)) void satchel_planar_quads(const PlanarRun*) {
  __asm__ volatile(
      "push {r4-r11, lr}\n"
      "sub sp, sp, #12\n"
      "mov r12, r0\n"
      "str r12, [sp]\n"
      "ldrd r8, r9, [r12, #16]\n"  // out, its stride
      "str r8, [sp, #4]\n"
      "ldr r10, [r12, #24]\n"  // count
      "mul r10, r10, r9\n"
      "add r8, r8, r10, lsl #2\n"
      "str r8, [sp, #8]\n"
      "ldrd r0, r1, [r12]\n"  // window, step
      "add r2, r0, r1, lsl #1\n"
      "add r3, r2, r1\n"
      "add r1, r0, r1\n"
      "1:\n"
      "ldr r4, [r12, #28]\n"  // bias
      "mov r5, r4\n"
      "mov r6, r4\n"
      "mov r7, r4\n"
      "ldrd r12, lr, [r12, #8]\n"  // taps
      "2:\n"
      "ldrd r8, r9, [r12], #8\n"
      "ldr r10, [r0, r9]\n"
      "ldr r11, [r1, r9]\n"
      "smlad r4, r10, r8, r4\n"
      "smlad r5, r11, r8, r5\n"
      "ldr r10, [r2, r9]\n"
      "ldr r11, [r3, r9]\n"
      "smlad r6, r10, r8, r6\n"
      "smlad r7, r11, r8, r7\n"
      "cmp r12, lr\n"
      "bne 2b\n"
      "ldr r12, [sp]\n"
      "ldrd r8, r9, [r12, #32]\n"  // multiplier, offset
      "ldr r10, [r12, #40]\n"      // right shift
      SATCHEL_ASM_RESCALE("r4", "r8", "r9", "r10")
      SATCHEL_ASM_RESCALE("r5", "r8", "r9", "r10")
      SATCHEL_ASM_RESCALE("r6", "r8", "r9", "r10")
      SATCHEL_ASM_RESCALE("r7", "r8", "r9", "r10")
      "ldr r8, [sp, #4]\n"
      "ldr r9, [r12, #20]\n"
      "add r10, r8, r9, lsl #1\n"
      "strb r4, [r8]\n"
      "strb r5, [r8, r9]\n"
      "strb r6, [r10]\n"
      "strb r7, [r10, r9]\n"
      "add r8, r10, r9, lsl #1\n"
      "str r8, [sp, #4]\n"
      "ldr r9, [r12, #4]\n"  // step
      "add r0, r0, r9, lsl #2\n"
      "add r1, r1, r9, lsl #2\n"
      "add r2, r2, r9, lsl #2\n"
      "add r3, r3, r9, lsl #2\n"
      "ldr r9, [sp, #8]\n"
      "cmp r8, r9\n"
      "bne 1b\n"
      "add sp, sp, #12\n"
      "pop {r4-r11, pc}\n");
}

// ---- Any kernel, one output at a time. r0 window, r1 and r2 the taps' begin and end, r3 the run, r4
// sum, r5 weights, r6 offset, r7 the next tap, r8 value, r9 out, r10 count.
__attribute__((naked)) void satchel_planar_singles(const PlanarRun*) {
  __asm__ volatile(
      "push {r4-r10, lr}\n"
      "mov r3, r0\n"
      "ldr r0, [r3]\n"
      "ldrd r1, r2, [r3, #8]\n"
      "ldr r9, [r3, #16]\n"
      "ldr r10, [r3, #24]\n"
      "1:\n"
      "ldr r4, [r3, #28]\n"  // bias
      "mov r7, r1\n"
      "2:\n"
      "ldrd r5, r6, [r7], #8\n"
      "ldr r8, [r0, r6]\n"
      "smlad r4, r8, r5, r4\n"
      "cmp r7, r2\n"
      "bne 2b\n"
      "ldrd r5, r6, [r3, #32]\n"  // multiplier, offset
      "ldr r7, [r3, #40]\n"       // right shift
      SATCHEL_ASM_RESCALE("r4", "r5", "r6", "r7")
      "ldr r5, [r3, #4]\n"   // step
      "ldr r6, [r3, #20]\n"  // stride of out
      "strb r4, [r9]\n"
      "add r0, r0, r5\n"
      "add r9, r9, r6\n"
      "subs r10, r10, #1\n"
      "bne 1b\n"
      "pop {r4-r10, pc}\n");
}

// clang-format on

}  // namespace satchel

#endif  // SATCHEL_HAS_DSP
