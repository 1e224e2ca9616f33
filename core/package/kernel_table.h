// Which kernels a program can execute. The caller lists them, so that a firmware links only what it
// wants.
#pragma once

#include <stdint.h>

#include "core/package/format.h"

namespace satchel {

// The memory that a step may touch.
struct Memory {
  uint8_t* arena;          // 16-byte aligned
  const uint8_t* weights;  // 16-byte aligned
};

// What checks look at: the sizes of that memory, and the weights (the rescaling records' shifts are
// checked).
struct Limits {
  uint32_t arena_bytes;
  uint32_t weights_bytes;
  const uint8_t* weights;
};

struct KernelEntry {
  Kernel id;
  // True when the step's every read and write stays inside `limits`, its loops end and its
  // arithmetic is defined whatever the values in arena and weights are. run() may rely on it.
  bool (*check)(const Step& step, const Limits& limits);
  // Bytes of scratch that the step uses at Step::scratch. Only for a step whose shape is sensible;
  // the compiler asks here, check() as well.
  uint64_t (*scratch_bytes)(const Step& step);
  void (*run)(const Step& step, const Memory& memory);
};

struct KernelTable {
  const KernelEntry* const* entries;
  uint32_t count;

  // Null when the kernel is not linked.
  const KernelEntry* find(uint32_t kernel) const {
    for (uint32_t i = 0; i < count; ++i) {
      if (static_cast<uint32_t>(entries[i]->id) == kernel) return entries[i];
    }
    return nullptr;
  }
};

}  // namespace satchel
