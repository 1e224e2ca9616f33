#include "compiler/testing/loudness.h"

#include <algorithm>
#include <cstring>

#include "compiler/frontend/decision_builder.h"
#include "compiler/frontend/frontend_builder.h"
#include "core/dsp/frontend.h"

namespace satchel {
namespace {

Tensor tensor(const std::string& name, const std::vector<std::int32_t>& shape, float scale,
              std::int32_t zero_point) {
  Tensor made;
  made.name = name;
  made.shape = shape;
  made.scales = {scale};
  made.zero_point = zero_point;
  return made;
}

}  // namespace

TrainedModel loudness_model() {
  FrontEndDesign design;
  design.mean_removal = MeanRemoval::kNone;
  design.zero_point = -128;
  TrainedModel model;
  model.front_end = build_front_end(design);
  DecisionDesign decision = decision_for({"loud", "_silence_"}, 0.9);
  decision.smoothing = 2;
  decision.refractory_ms = 3000;
  model.decision = build_decision(decision);
  model.card.name = "loudness";
  model.card.objective = "keyword";
  model.card.labels = {"loud", "_silence_"};

  const FrontEndView view(model.front_end.data());
  const std::int32_t values = view.rows() * view.columns();
  Graph& graph = model.graph;
  graph.tensors = {tensor("features", {1, values}, 0.125f, -128),
                   tensor("weights", {2, values}, 0.001f, 0), tensor("bias", {2}, 0.000125f, 0),
                   tensor("scores", {1, 2}, 4.0f, 0),
                   tensor("probabilities", {1, 2}, 1 / 256.0f, -128)};
  graph.tensors[1].data.assign(2 * values, 0);
  std::fill_n(graph.tensors[1].data.begin(), values, 10);
  graph.tensors[2].type = ElementType::kInt32;
  // Five octaves over the floor on average, in units of 0.000125.
  const std::int32_t bias[2] = {0, values * 10 * 40};
  graph.tensors[2].data.resize(sizeof bias);
  std::memcpy(graph.tensors[2].data.data(), bias, sizeof bias);
  graph.operators = {{FullyConnected{}, {0, 1, 2}, {3}}, {Softmax{}, {3}, {4}}};
  graph.inputs = {0};
  graph.outputs = {4};
  return model;
}

PackageBytes package_of(const TrainedModel& model, Target target) {
  PackageParts parts;
  parts.target = target;
  parts.card = model.card;
  parts.front_end = model.front_end;
  parts.decision = model.decision;
  parts.golden_inputs = {noise_input(model.graph, 1), noise_input(model.graph, 2)};
  return compile_package(model.graph, parts);
}

PackageBytes loudness_package(Target target, bool samples) {
  TrainedModel model = loudness_model();
  model.card.samples = samples;
  return package_of(model, target);
}

}  // namespace satchel
