#include "compiler/card/work.h"

#include "core/decide/decide.h"

namespace satchel {

Work work_of(std::span<const Step> steps, std::span<const std::uint8_t> decision) {
  Work work;
  for (const Step& step : steps) work.instructions += step.instructions;
  if (DecisionRule::validate(decision.data(), decision.size())) {
    work.hop_ms = static_cast<std::uint32_t>(DecisionRule(decision.data()).hop_ms());
  }
  return work;
}

}  // namespace satchel
