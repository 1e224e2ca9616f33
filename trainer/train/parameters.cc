#include "trainer/train/parameters.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <span>

namespace satchel {
namespace {

std::size_t fan_in(const Layer& layer) {
  return layer.weight_count() / static_cast<std::size_t>(layer.out.channels);
}

}  // namespace

std::size_t output_channel(const Layer& layer, std::size_t index) {
  if (layer.kind == LayerKind::kDepthwise) {
    return index % static_cast<std::size_t>(layer.out.channels);
  }
  return index / (layer.weight_count() / static_cast<std::size_t>(layer.out.channels));
}

ParameterLayout lay_out_parameters(const Network& network) {
  ParameterLayout layout;
  for (const Layer& layer : network.layers) {
    LayerParameters place;
    if (layer.has_weights()) {
      place.channels = static_cast<std::size_t>(layer.out.channels);
      place.weight_count = layer.weight_count();
      place.weights = layout.parameters;
      place.gain = place.weights + place.weight_count;
      place.bias = place.gain + (layer.normalised() ? place.channels : 0);
      layout.parameters = place.bias + place.channels;
    }
    if (layer.normalised()) {
      place.mean = layout.statistics;
      place.variance = place.mean + place.channels;
      layout.statistics = place.variance + place.channels;
    }
    layout.layers.push_back(place);
  }
  return layout;
}

NetworkState initial_state(const Network& network, const ParameterLayout& layout, unsigned seed) {
  NetworkState state;
  state.parameters.assign(layout.parameters, 0.0f);
  state.statistics.assign(layout.statistics, 0.0f);
  std::mt19937 random(seed);
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const Layer& layer = network.layers[i];
    const LayerParameters& place = layout.layers[i];
    if (!layer.has_weights()) continue;
    const double gain = layer.kind == LayerKind::kDense ? 1.0 : 2.0;
    std::normal_distribution<float> normal(
        0.0f, static_cast<float>(std::sqrt(gain / static_cast<double>(fan_in(layer)))));
    const auto parameters = std::span(state.parameters);
    std::ranges::generate(parameters.subspan(place.weights, place.weight_count),
                          [&] { return normal(random); });
    if (!layer.normalised()) continue;
    std::ranges::fill(parameters.subspan(place.gain, place.channels), 1.0f);
    std::ranges::fill(std::span(state.statistics).subspan(place.variance, place.channels), 1.0f);
  }
  return state;
}

void fold_normalisation(const Network& network, const ParameterLayout& layout,
                        NetworkState& state) {
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const Layer& layer = network.layers[i];
    if (!layer.normalised()) continue;
    const LayerParameters& place = layout.layers[i];
    std::vector<float> factors(place.channels);
    for (std::size_t c = 0; c < place.channels; ++c) {
      float& gain = state.parameters[place.gain + c];
      float& bias = state.parameters[place.bias + c];
      float& mean = state.statistics[place.mean + c];
      float& variance = state.statistics[place.variance + c];
      factors[c] = gain / std::sqrt(variance + kNormalisationEpsilon);
      bias -= mean * factors[c];
      gain = 1.0f;
      mean = 0.0f;
      variance = 1.0f;
    }
    for (std::size_t w = 0; w < place.weight_count; ++w) {
      state.parameters[place.weights + w] *= factors[output_channel(layer, w)];
    }
  }
}

}  // namespace satchel
