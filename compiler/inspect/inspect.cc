#include "compiler/inspect/inspect.h"

#include <fmt/format.h>

#include <bit>
#include <set>
#include <utility>

#include "base/error.h"
#include "compiler/card/card.h"
#include "compiler/inspect/arena_map.h"
#include "compiler/inspect/extent.h"

namespace satchel {
namespace {

using Json = nlohmann::ordered_json;

struct SectionName {
  Section kind;
  const char* name;
};

constexpr SectionName kSections[] = {
    {Section::kCard, "card"},       {Section::kFrontEnd, "front_end"},
    {Section::kProgram, "program"}, {Section::kTensors, "tensors"},
    {Section::kWeights, "weights"}, {Section::kDecision, "decision"},
    {Section::kGolden, "golden"},
};

struct Totals {
  std::uint64_t weights = 0, macs = 0, instructions = 0;
};

Totals totals_of(const PackageView& package) {
  Totals totals;
  std::set<std::pair<std::uint32_t, std::uint32_t>> counted;  // steps may share weights
  for (std::uint32_t i = 0; i < package.step_count(); ++i) {
    const Step& step = package.steps()[i];
    const std::uint64_t bytes = weights_bytes(step);
    if (bytes > 0 && counted.emplace(step.weights, step.bias).second) totals.weights += bytes;
    totals.macs += step.macs;
    totals.instructions += step.instructions;
  }
  return totals;
}

Json tensor_json(const TensorRecord& tensor) {
  return {{"shape", std::vector<std::uint32_t>(tensor.dims, tensor.dims + tensor.rank)},
          {"type", "int8"},
          {"bytes", tensor.bytes},
          {"scale", std::bit_cast<float>(tensor.scale_bits)},
          {"zero_point", tensor.zero_point},
          {"arena_offset", tensor.offset}};
}

Json step_json(const Step& step) {
  Json json = {{"kernel", kernel_name(step.kernel)},
               {"output", output_text(step)},
               {"macs", step.macs},
               {"instructions", step.instructions},
               {"weights_bytes", weights_bytes(step)},
               {"output_offset", step.output},
               {"scratch_bytes", scratch_bytes(step)}};
  if (step.source != kNoSource) json["source"] = step.source;
  return json;
}

// The card is for people: a package without a readable one is still a package.
Json card_json(const PackageView& package) {
  const Bytes card = package.section(Section::kCard);
  if (card.size == 0) return nullptr;
  try {
    return card_to_json(read_card({card.data, card.size}, "card"));
  } catch (const Error&) {
    return nullptr;
  }
}

std::string tensor_line(const char* which, const TensorRecord& tensor) {
  return fmt::format("{:<9} int8 {}, scale {:.6g}, zero point {}, at {}\n", which,
                     fmt::join(tensor.dims, tensor.dims + tensor.rank, "x"),
                     std::bit_cast<float>(tensor.scale_bits), tensor.zero_point, tensor.offset);
}

std::string per_mac(std::uint64_t instructions, std::uint64_t macs) {
  return macs == 0
             ? ""
             : fmt::format("{:.2f}", static_cast<double>(instructions) / static_cast<double>(macs));
}

std::string head_text(const PackageView& package, const std::string& name) {
  const Totals totals = totals_of(package);
  std::string text = fmt::format("{}: a package for the target {}, {} bytes, format {}\n", name,
                                 target_name(package.target()), package.header().total_bytes,
                                 package.header().format_version);
  const Json card = card_json(package);
  if (!card.is_null()) {
    text += fmt::format("name      {}", card["name"].get<std::string>());
    if (!card["objective"].get<std::string>().empty()) {
      text += fmt::format(" ({})", card["objective"].get<std::string>());
    }
    const auto labels = card["labels"].get<std::vector<std::string>>();
    text += labels.empty() ? "\n" : fmt::format("\nlabels    {}\n", fmt::join(labels, ", "));
  }
  for (std::uint32_t i = 0; i < package.input_count(); ++i) {
    text += tensor_line("input", package.input(i));
  }
  for (std::uint32_t i = 0; i < package.output_count(); ++i) {
    text += tensor_line("output", package.output(i));
  }
  text += fmt::format("weights   {} bytes (int8 weights and int32 biases)\n", totals.weights);
  text += fmt::format("arena     {} bytes\n", package.arena_bytes());
  text += fmt::format("cost      {} multiply-accumulates", totals.macs);
  if (totals.macs > 0) {
    text += fmt::format(", about {} instructions ({} each)", totals.instructions,
                        per_mac(totals.instructions, totals.macs));
  }
  text += fmt::format("\ngolden    {} vectors\nsections ", package.golden_count());
  for (const SectionName& section : kSections) {
    const Bytes bytes = package.section(section.kind);
    if (bytes.size > 0) text += fmt::format(" {} {}", section.name, bytes.size);
  }
  return text + "\n";
}

std::string steps_text(const PackageView& package) {
  std::string text =
      fmt::format("\n{:>3} {:<20} {:<14} {:<16} {:>10} {:>12} {:>6} {:>9}\n", "", "step", "output",
                  "window", "MACs", "instructions", "each", "weights");
  for (std::uint32_t i = 0; i < package.step_count(); ++i) {
    const Step& step = package.steps()[i];
    text +=
        fmt::format("{:>3} {:<20} {:<14} {:<16} {:>10} {:>12} {:>6} {:>9}\n", i,
                    kernel_name(step.kernel), output_text(step), window_text(step), step.macs,
                    step.instructions, per_mac(step.instructions, step.macs), weights_bytes(step));
  }
  return text;
}

}  // namespace

Json inspect_json(const PackageView& package, const std::string& name) {
  const Totals totals = totals_of(package);
  Json json = {{"file", name},
               {"target", target_name(package.target())},
               {"format_version", package.header().format_version},
               {"package_bytes", package.header().total_bytes},
               {"weights_bytes", totals.weights},
               {"arena_bytes", package.arena_bytes()},
               {"macs", totals.macs},
               {"instructions", totals.instructions},
               {"inputs", Json::array()},
               {"outputs", Json::array()},
               {"sections", Json::object()},
               {"steps", Json::array()}};
  for (std::uint32_t i = 0; i < package.input_count(); ++i) {
    json["inputs"].push_back(tensor_json(package.input(i)));
  }
  for (std::uint32_t i = 0; i < package.output_count(); ++i) {
    json["outputs"].push_back(tensor_json(package.output(i)));
  }
  for (const SectionName& section : kSections) {
    const Bytes bytes = package.section(section.kind);
    if (bytes.size > 0) json["sections"][section.name] = bytes.size;
  }
  for (std::uint32_t i = 0; i < package.step_count(); ++i) {
    json["steps"].push_back(step_json(package.steps()[i]));
  }
  json["card"] = card_json(package);
  json["golden_vectors"] = package.golden_count();
  return json;
}

std::string inspect_text(const PackageView& package, const std::string& name) {
  constexpr std::size_t kColumns = 64;
  std::string text = head_text(package, name) + steps_text(package);
  text += fmt::format(
      "\narena over time, {:.0f} bytes a character: i read, o written, # read and overwritten in "
      "place, s scratch, - kept, . free\n",
      static_cast<double>(package.arena_bytes()) / kColumns);
  for (const std::string& line : arena_map(package, kColumns)) text += line + "\n";
  text.pop_back();
  return text;
}

}  // namespace satchel
