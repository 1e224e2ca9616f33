#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/package/format.h"

namespace satchel {

// A network as the steps that core runs, before kernels are chosen and memory is given out: shapes,
// multipliers and activation bounds are settled, memory is values without addresses.

// Memory that a tensor needs; tensors that only differ in shape share one.
struct ProgramValue {
  std::uint32_t bytes = 0;
};

inline constexpr std::int32_t kNoValue = -1;

struct ProgramStep {
  Kernel operation = Kernel::kCopy;  // the portable kernel, which defines what is computed
  std::uint16_t source = kNoSource;  // the graph's operator
  std::uint64_t macs = 0;            // taps in the padding counted
  // Through `raw`: value-initialising a union clears its first member only, and all bytes count.
  Shape shape{.raw = {}};
  std::array<std::int32_t, 2> inputs = {kNoValue, kNoValue};  // values
  std::int32_t output = kNoValue;
  // Where inputs[i] is kNoValue but the kernel reads one.
  std::array<std::vector<std::uint8_t>, 2> constants;
  // In the portable kernel's layout; all empty when it has none.
  std::vector<std::int8_t> weights;
  std::vector<std::int32_t> bias;  // one a channel
  std::vector<Rescale> rescale;    // one a channel
};

// An input or output of the whole.
struct ProgramEnd {
  std::int32_t value = kNoValue;
  TensorRecord record{};  // without its offset
};

struct Program {
  std::vector<ProgramValue> values;
  std::vector<ProgramStep> steps;
  std::vector<ProgramEnd> inputs, outputs;
  std::vector<std::int32_t> value_of_tensor;  // of the graph's tensors; kNoValue for constants
};

}  // namespace satchel
