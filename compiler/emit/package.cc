#include "compiler/emit/package.h"

#include <fmt/format.h>

#include <cstring>
#include <limits>

#include "base/error.h"
#include "compiler/emit/layout.h"
#include "compiler/emit/run.h"
#include "compiler/passes/lower.h"

namespace satchel {
namespace {

struct SectionBytes {
  Section kind;
  std::vector<std::uint8_t> bytes;
  bool always = false;  // present even when empty
};

template <typename T>
std::vector<std::uint8_t> records(const std::vector<T>& values) {
  std::vector<std::uint8_t> bytes(values.size() * sizeof(T));
  if (!bytes.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

std::size_t aligned(std::size_t offset) {
  return (offset + kAlignment - 1) / kAlignment * kAlignment;
}

// Header, section table, sections; zeros between them.
PackageBytes assemble(Header header, const std::vector<SectionBytes>& sections) {
  std::vector<const SectionBytes*> present;
  for (const SectionBytes& section : sections) {
    if (section.always || !section.bytes.empty()) present.push_back(&section);
  }
  std::size_t end = aligned(sizeof(Header) + present.size() * sizeof(SectionEntry));
  std::vector<SectionEntry> table;
  for (const SectionBytes* section : present) {
    if (end + section->bytes.size() > std::numeric_limits<std::int32_t>::max()) {
      throw Error(Exit::kRefused, "the package would be larger than 2 GB");
    }
    table.push_back({static_cast<std::uint32_t>(section->kind), static_cast<std::uint32_t>(end),
                     static_cast<std::uint32_t>(section->bytes.size()), 0});
    end = aligned(end + section->bytes.size());
  }
  header.section_count = static_cast<std::uint16_t>(table.size());
  header.total_bytes = static_cast<std::uint32_t>(end);
  PackageBytes package(end, 0);
  std::memcpy(package.data(), &header, sizeof(header));
  std::memcpy(package.data() + sizeof(header), table.data(), table.size() * sizeof(SectionEntry));
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (present[i]->bytes.empty()) continue;
    std::memcpy(package.data() + table[i].offset, present[i]->bytes.data(),
                present[i]->bytes.size());
  }
  return package;
}

std::vector<std::uint8_t> golden_section(const PackageBytes& package,
                                         const std::vector<std::vector<std::uint8_t>>& inputs) {
  if (inputs.empty()) return {};
  Runner runner(package);
  GoldenHeader header{static_cast<std::uint32_t>(inputs.size()),
                      static_cast<std::uint32_t>(runner.input_bytes()),
                      static_cast<std::uint32_t>(runner.output_bytes()), 0};
  std::vector<std::uint8_t> bytes(sizeof(header));
  std::memcpy(bytes.data(), &header, sizeof(header));
  for (const auto& input : inputs) {
    const std::vector<std::uint8_t> output = runner.run(input);
    bytes.insert(bytes.end(), input.begin(), input.end());
    bytes.insert(bytes.end(), output.begin(), output.end());
  }
  return bytes;
}

// The card tells what the program costs.
std::vector<std::uint8_t> card_section(const PackageParts& parts, const ProgramImage& image) {
  if (!parts.card) return {};
  Card card = *parts.card;
  card.work = work_of(image.steps, parts.decision);
  return write_card(card);
}

void check_budget(const PackageBytes& package, const Program& program, std::uint32_t arena,
                  const Budget& budget) {
  const auto check = [](std::uint64_t needed, std::uint64_t allowed, const char* what,
                        const char* hint) {
    if (allowed == 0 || needed <= allowed) return;
    throw Error(Exit::kRefused,
                fmt::format("the package needs {} {}, but {} are allowed", needed, what, allowed),
                hint);
  };
  std::uint64_t weights = 0, macs = 0;
  for (const ProgramStep& step : program.steps) {
    weights += step.weights.size() + step.bias.size() * sizeof(std::int32_t);
    macs += step.macs;
  }
  const char* smaller = "make the network smaller, or raise the budget";
  check(weights, budget.weights_bytes, "bytes of weights and biases", smaller);
  check(macs, budget.macs, "multiply-accumulates", smaller);
  check(package.size(), budget.package_bytes, "bytes of flash", smaller);
  check(arena, budget.arena_bytes, "bytes of arena",
        "give the first layers fewer channels or a larger stride, or raise the budget");
}

}  // namespace

PackageBytes compile_package(const Graph& graph, const PackageParts& parts, const Budget& budget) {
  const Program program = lower(graph);
  std::vector<StepPlan> plans;
  for (const ProgramStep& step : program.steps) plans.push_back(plan_step(step, parts.target));
  const ProgramImage image = lay_out(program, plans);

  Header header{};
  std::memcpy(header.magic, kMagic, sizeof(kMagic));
  header.format_version = kFormatVersion;
  header.target = static_cast<std::uint16_t>(parts.target);
  header.arena_bytes = image.arena_bytes;
  header.input_count = static_cast<std::uint16_t>(program.inputs.size());
  header.output_count = static_cast<std::uint16_t>(program.outputs.size());
  std::vector<SectionBytes> sections = {
      {Section::kCard, card_section(parts, image)},
      {Section::kFrontEnd, parts.front_end},
      {Section::kProgram, records(image.steps), true},
      {Section::kTensors, records(image.tensors), true},
      {Section::kWeights, image.weights, true},
      {Section::kDecision, parts.decision},
  };
  PackageBytes package = assemble(header, sections);
  if (!parts.golden_inputs.empty()) {
    sections.push_back({Section::kGolden, golden_section(package, parts.golden_inputs)});
    package = assemble(header, sections);
  }
  Runner check(package);  // what we write, validates
  check_budget(package, program, image.arena_bytes, budget);
  return package;
}

std::vector<std::uint8_t> noise_input(const Graph& graph, std::uint32_t seed) {
  std::int64_t bytes = 0;
  for (const std::int32_t input : graph.inputs) {
    bytes += byte_count(graph.tensors[static_cast<std::size_t>(input)]);
  }
  std::vector<std::uint8_t> values(static_cast<std::size_t>(bytes));
  std::uint32_t state = seed * 2654435761u + 1;
  for (std::uint8_t& value : values) {
    // xorshift32: Marsaglia, "Xorshift RNGs", 2003.
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    value = static_cast<std::uint8_t>(state >> 24);
  }
  return values;
}

}  // namespace satchel
