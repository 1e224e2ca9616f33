// Small whole packages for tests and fuzzers: a chain of one step of every operator, by kernels
// drawn at random. Freestanding.
#pragma once

#include <stdint.h>

#include "core/package/format.h"
#include "core/testing/random.h"

namespace satchel {

struct SamplePackage {
  alignas(16) uint8_t bytes[8 * 1024];
  uint32_t size;

  Header& header() { return *reinterpret_cast<Header*>(bytes); }
  SectionEntry* sections() { return reinterpret_cast<SectionEntry*>(bytes + sizeof(Header)); }
  // The entry of a section that is there.
  SectionEntry& entry(Section kind);
  Step* steps() { return reinterpret_cast<Step*>(bytes + entry(Section::kProgram).offset); }
  TensorRecord* tensors() {
    return reinterpret_cast<TensorRecord*>(bytes + entry(Section::kTensors).offset);
  }
};

// Validates on every engine that links all kernels. The golden vectors' content is arbitrary.
void build_sample_package(Random& random, SamplePackage* package);

}  // namespace satchel
