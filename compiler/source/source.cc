#include "compiler/source/source.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/nearest.h"
#include "compiler/card/card.h"
#include "compiler/emit/run.h"
#include "compiler/import/tflite.h"
#include "compiler/import/trained.h"

namespace satchel {
namespace {

std::uint64_t stricter(std::uint64_t a, std::uint64_t b) {
  if (a == 0 || b == 0) return std::max(a, b);
  return std::min(a, b);
}

Budget stricter(const Budget& a, const Budget& b) {
  return {stricter(a.weights_bytes, b.weights_bytes), stricter(a.arena_bytes, b.arena_bytes),
          stricter(a.package_bytes, b.package_bytes), stricter(a.macs, b.macs)};
}

// One golden vector for a network that brings none: a kit takes no package that cannot prove
// itself.
std::vector<std::vector<std::uint8_t>> golden_noise(const Graph& graph) {
  return {noise_input(graph, 1)};
}

PackageBytes compile_out_folder(const std::filesystem::path& folder, Target target,
                                const Budget& budget) {
  const TrainedModel model = read_trained_model(folder);
  PackageParts parts;
  parts.target = target;
  parts.card = model.card;
  parts.front_end = model.front_end;
  parts.decision = model.decision;
  parts.golden_inputs = model.golden_inputs;
  if (parts.golden_inputs.empty()) parts.golden_inputs = golden_noise(model.graph);
  return compile_package(model.graph, parts, stricter(budget, model.budget));
}

PackageBytes compile_tflite(const std::filesystem::path& file, Target target,
                            const Budget& budget) {
  const std::vector<std::uint8_t> bytes = read_file(file);
  if (!is_tflite(bytes)) {
    throw Error(Exit::kRefused,
                fmt::format("{}: neither an out folder nor a .tflite file", file.string()),
                "an out folder is what `satchel train` leaves");
  }
  const Graph graph = import_tflite(bytes, file.string());
  Card card;
  card.name = file.stem().string();
  card.provenance = {{"source", file.filename().string()}, {"sha256", to_hex(sha256(bytes))}};
  PackageParts parts;
  parts.target = target;
  parts.card = card;
  parts.golden_inputs = golden_noise(graph);
  try {
    return compile_package(graph, parts, budget);
  } catch (const Error& error) {
    throw Error(error.exit_code(), fmt::format("{}: {}", file.string(), error.what()),
                error.hint());
  }
}

}  // namespace

Target parse_target(const std::string& name) {
  std::vector<std::string> names;
  for (std::uint16_t i = 0; i < static_cast<std::uint16_t>(Target::kCount); ++i) {
    names.emplace_back(target_name(static_cast<Target>(i)));
    if (names.back() == name) return static_cast<Target>(i);
  }
  const std::string near = nearest(name, names);
  throw Error(Exit::kUnusable, fmt::format("there is no target `{}`", name),
              near.empty() ? fmt::format("targets: {}", fmt::join(names, ", "))
                           : fmt::format("did you mean `{}`?", near));
}

PackageBytes compile_source(const std::filesystem::path& source, Target target,
                            const Budget& budget) {
  return std::filesystem::is_directory(source) ? compile_out_folder(source, target, budget)
                                               : compile_tflite(source, target, budget);
}

PackageBytes read_package(const std::filesystem::path& path) {
  PackageBytes bytes = read_file(path);
  Runner check(bytes, path.string());
  return bytes;
}

}  // namespace satchel
