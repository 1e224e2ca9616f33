// What the inner loops in assembly have in common. All arguments are names of registers.
#pragma once

// clang-format off

// The quick rescaling of one accumulator (QuickRescale in core/package/format.h), in two halves that
// need one register and two besides `acc`.
#define SATCHEL_ASM_MULTIPLY(acc, multiplier)    \
  "lsl " acc ", " acc ", #1\n"                   \
  "smmulr " acc ", " acc ", " multiplier "\n"    \
  "add " acc ", " acc ", " acc ", asr #31\n"
#define SATCHEL_ASM_TO_INT8(acc, offset, shift)  \
  "add " acc ", " acc ", " offset "\n"           \
  "asr " acc ", " acc ", " shift "\n"            \
  "ssat " acc ", #8, " acc "\n"
#define SATCHEL_ASM_RESCALE(acc, multiplier, offset, shift) \
  SATCHEL_ASM_MULTIPLY(acc, multiplier)                     \
  SATCHEL_ASM_TO_INT8(acc, offset, shift)

// clang-format on
