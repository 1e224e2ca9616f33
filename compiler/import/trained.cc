#include "compiler/import/trained.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/file.h"
#include "compiler/card/cbor.h"
#include "compiler/import/graph_json.h"
#include "core/decide/decide.h"
#include "core/dsp/frontend.h"

namespace satchel {
namespace {

using Json = nlohmann::ordered_json;

Json budget_to_json(const Budget& budget) {
  return {{"weights_bytes", budget.weights_bytes},
          {"arena_bytes", budget.arena_bytes},
          {"package_bytes", budget.package_bytes},
          {"macs", budget.macs}};
}

Budget budget_from_json(const Json& json) {
  return {json.at("weights_bytes").get<std::uint64_t>(),
          json.at("arena_bytes").get<std::uint64_t>(),
          json.at("package_bytes").get<std::uint64_t>(), json.at("macs").get<std::uint64_t>()};
}

TrainedModel model_from_json(const Json& json, const std::string& source) {
  const int version = json.at("version").get<int>();
  if (version > kTrainedModelVersion) {
    throw Error(Exit::kRefused,
                fmt::format("the file has version {}; this program reads up to {}", version,
                            kTrainedModelVersion),
                "use a newer Satchel");
  }
  TrainedModel model;
  model.card = card_from_json(json.at("card"), source);
  model.graph = graph_from_json(json.at("graph"));
  model.front_end = json.at("front_end").get_binary();
  model.decision = json.at("decision").get_binary();
  for (const Json& input : json.at("golden_inputs")) {
    model.golden_inputs.push_back(input.get_binary());
  }
  model.budget = budget_from_json(json.at("budget"));
  return model;
}

void check_sections(const TrainedModel& model) {
  const auto tensor_bytes = [&](std::int32_t index) {
    return static_cast<std::size_t>(
        byte_count(model.graph.tensors[static_cast<std::size_t>(index)]));
  };
  std::size_t input_bytes = 0;
  for (const std::int32_t input : model.graph.inputs) input_bytes += tensor_bytes(input);
  for (const auto& input : model.golden_inputs) {
    if (input.size() != input_bytes) {
      throw Error(Exit::kRefused, fmt::format("a golden input has {} bytes instead of {}",
                                              input.size(), input_bytes));
    }
  }
  if (!model.front_end.empty()) {
    if (!FrontEndView::validate(model.front_end.data(), model.front_end.size())) {
      throw Error(Exit::kRefused, "its front end is malformed");
    }
    const FrontEndView front_end(model.front_end.data());
    if (front_end.tensor_bytes() != input_bytes) {
      throw Error(Exit::kRefused,
                  fmt::format("its front end makes {} values, but the network reads {}",
                              front_end.tensor_bytes(), input_bytes));
    }
  }
  if (model.decision.empty()) return;
  const std::size_t scores = tensor_bytes(model.graph.outputs[0]);
  if (!DecisionRule::validate(model.decision.data(), model.decision.size()) ||
      static_cast<std::size_t>(DecisionRule(model.decision.data()).labels()) != scores) {
    throw Error(Exit::kRefused,
                fmt::format("its decision rule does not fit the network's {} outputs", scores));
  }
}

}  // namespace

void write_trained_model(const std::filesystem::path& folder, const TrainedModel& model) {
  Json golden = Json::array();
  for (const auto& input : model.golden_inputs) golden.push_back(Json::binary(input));
  const Json json = {
      {"version", kTrainedModelVersion},          {"card", card_to_json(model.card)},
      {"graph", graph_to_json(model.graph)},      {"front_end", Json::binary(model.front_end)},
      {"decision", Json::binary(model.decision)}, {"golden_inputs", std::move(golden)},
      {"budget", budget_to_json(model.budget)}};
  write_file_atomically(folder / kTrainedModelFile, write_cbor(json));
}

TrainedModel read_trained_model(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / kTrainedModelFile;
  if (!std::filesystem::exists(path)) {
    throw Error(Exit::kUnusable,
                fmt::format("{}: there is no {}", folder.string(), kTrainedModelFile),
                "an out folder is what `satchel train` leaves");
  }
  const std::string source = path.string();
  const Json json = read_cbor(read_file(path), source);
  try {
    TrainedModel model = model_from_json(json, source);
    check_graph(model.graph);
    check_sections(model);
    return model;
  } catch (const nlohmann::json::exception& error) {
    throw Error(Exit::kRefused, fmt::format("{}: damaged: {}", source, error.what()));
  } catch (const Error& error) {
    throw Error(error.exit_code(), source + ": " + error.what(), error.hint());
  }
}

}  // namespace satchel
