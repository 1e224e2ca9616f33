#include "compiler/plan/pack.h"

#include <cstring>

namespace satchel {
namespace {

template <typename T>
std::vector<std::uint8_t> to_bytes(const std::vector<T>& values) {
  // Little-endian, as every host of ours is.
  std::vector<std::uint8_t> bytes(values.size() * sizeof(T));
  if (!bytes.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

}  // namespace

void pack_portable(const ProgramStep& step, StepPlan& plan) {
  plan.weights = to_bytes(step.weights);
  plan.bias = to_bytes(step.bias);
  plan.rescale = to_bytes(step.rescale);
}

}  // namespace satchel
