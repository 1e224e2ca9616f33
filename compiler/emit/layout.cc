#include "compiler/emit/layout.h"

#include <algorithm>
#include <limits>

#include "base/error.h"

namespace satchel {
namespace {

constexpr std::uint32_t kNever = std::numeric_limits<std::uint32_t>::max();

std::size_t index_of(std::int32_t value) {
  return static_cast<std::size_t>(value);
}

// Values of the program, then the scratch memory of each step that needs some.
struct Blocks {
  std::vector<MemoryBlock> blocks;
  std::vector<MemorySharing> sharings;
  std::vector<std::size_t> scratch;  // of each step: its block, or none
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
};

void extend(MemoryBlock& block, std::uint32_t time) {
  block.first = std::min(block.first, time);
  block.last = std::max(block.last, time);
}

Blocks collect_blocks(const Program& program, const std::vector<StepPlan>& plans) {
  Blocks all;
  for (const ProgramValue& value : program.values)
    all.blocks.push_back({value.bytes, kNever, 0, 4});
  for (const ProgramEnd& input : program.inputs) extend(all.blocks[index_of(input.value)], 0);
  for (std::size_t s = 0; s < program.steps.size(); ++s) {
    const ProgramStep& step = program.steps[s];
    const auto time = static_cast<std::uint32_t>(s + 1);
    for (const std::int32_t input : step.inputs) {
      if (input != kNoValue) extend(all.blocks[index_of(input)], time);
    }
    extend(all.blocks[index_of(step.output)], time);
  }
  const auto end = static_cast<std::uint32_t>(program.steps.size() + 1);
  for (const ProgramEnd& output : program.outputs) {
    extend(all.blocks[index_of(output.value)], end);
  }
  for (std::size_t s = 0; s < program.steps.size(); ++s) {
    const auto time = static_cast<std::uint32_t>(s + 1);
    all.scratch.push_back(plans[s].scratch_bytes > 0 ? all.blocks.size() : Blocks::kNone);
    if (plans[s].scratch_bytes > 0) {
      all.blocks.push_back({plans[s].scratch_bytes, time, time, kAlignment});
    }
  }
  return all;
}

// The output of a step may lie over an input that is read there for the last time.
void collect_sharings(const Program& program, const std::vector<StepPlan>& plans, Blocks& all) {
  for (std::size_t s = 0; s < program.steps.size(); ++s) {
    const ProgramStep& step = program.steps[s];
    const auto time = static_cast<std::uint32_t>(s + 1);
    for (std::size_t i = 0; i < step.inputs.size(); ++i) {
      if (step.inputs[i] == kNoValue || all.blocks[index_of(step.inputs[i])].last != time) continue;
      all.sharings.push_back(
          {index_of(step.inputs[i]), index_of(step.output), plans[s].overlaps[i]});
    }
  }
}

// Appends to the weights section.
class Weights {
 public:
  std::uint32_t add(const std::vector<std::uint8_t>& bytes, std::uint32_t alignment) {
    if (bytes.empty()) return 0;
    while (bytes_.size() % alignment != 0) bytes_.push_back(0);
    const std::size_t offset = bytes_.size();
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    if (bytes_.size() > std::numeric_limits<std::uint32_t>::max() / 2) {
      throw Error(Exit::kRefused, "the weights take more than 2 GB");
    }
    return static_cast<std::uint32_t>(offset);
  }

  std::vector<std::uint8_t> take() { return std::move(bytes_); }

 private:
  std::vector<std::uint8_t> bytes_;
};

Step make_step(const ProgramStep& source, const StepPlan& plan,
               const std::vector<std::uint32_t>& offsets, std::uint32_t scratch, Weights& weights) {
  Step step{};
  step.kernel = static_cast<std::uint16_t>(plan.kernel);
  step.flags = plan.flags;
  step.source = source.source;
  step.macs = static_cast<std::uint32_t>(source.macs);
  step.instructions = plan.instructions;
  step.shape = source.shape;
  step.weights = weights.add(plan.weights, kAlignment);
  step.bias = weights.add(plan.bias, 4);
  step.rescale = weights.add(plan.rescale, 4);
  for (std::size_t i = 0; i < source.inputs.size(); ++i) {
    step.input[i] = source.inputs[i] != kNoValue ? offsets[index_of(source.inputs[i])]
                                                 : weights.add(source.constants[i], kAlignment);
  }
  step.output = offsets[index_of(source.output)];
  step.scratch = scratch;
  return step;
}

}  // namespace

ProgramImage lay_out(const Program& program, const std::vector<StepPlan>& plans) {
  Blocks all = collect_blocks(program, plans);
  collect_sharings(program, plans, all);
  const MemoryPlan memory = plan_memory(all.blocks, all.sharings);

  ProgramImage image;
  image.arena_bytes = memory.bytes;
  Weights weights;
  for (std::size_t s = 0; s < program.steps.size(); ++s) {
    const std::uint32_t scratch =
        all.scratch[s] == Blocks::kNone ? 0 : memory.offsets[all.scratch[s]];
    image.steps.push_back(make_step(program.steps[s], plans[s], memory.offsets, scratch, weights));
  }
  for (const auto* ends : {&program.inputs, &program.outputs}) {
    for (const ProgramEnd& end : *ends) {
      image.tensors.push_back(end.record);
      image.tensors.back().offset = memory.offsets[index_of(end.value)];
    }
  }
  image.weights = weights.take();
  return image;
}

}  // namespace satchel
