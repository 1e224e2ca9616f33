#pragma once

#include <cstddef>
#include <vector>

#include "trainer/zoo/network.h"

namespace satchel {

// Where the numbers of each layer stand in the flat vectors of a network in training. One flat
// vector makes the optimiser, the moving average and the checkpoint a loop over floats.
//
// Parameters, layer by layer: weights, then `gain` (one a channel, for normalised layers; unused
// once folded), then `bias`. Weights are laid out as TensorFlow Lite lays them: (O, KH, KW, I) for
// a convolution, (KH, KW, C) for a depthwise one, (O, I) for the dense layer. Statistics: for
// normalised layers the running means, then the running variances.
struct LayerParameters {
  std::size_t weights = 0, weight_count = 0;
  std::size_t gain = 0;
  std::size_t bias = 0;
  std::size_t mean = 0, variance = 0;  // in the statistics
  std::size_t channels = 0;
};

struct ParameterLayout {
  std::vector<LayerParameters> layers;  // as Network::layers; those without weights are empty
  std::size_t parameters = 0;           // length of the flat vectors
  std::size_t statistics = 0;
};

// The output channel that a weight belongs to, by its place among the layer's weights.
std::size_t output_channel(const Layer& layer, std::size_t index);

ParameterLayout lay_out_parameters(const Network& network);

// All that training changes in a network.
struct NetworkState {
  std::vector<float> parameters;
  std::vector<float> statistics;
};

inline constexpr float kNormalisationEpsilon = 1e-5f;

// He-initialised weights, drawn from `seed`; gains 1, biases 0, means 0, variances 1.
NetworkState initial_state(const Network& network, const ParameterLayout& layout, unsigned seed);

// Folds every batch normalisation into the weights and the bias before it, so that the network is
// the one the package runs. Gains become 1, means 0, variances 1.
void fold_normalisation(const Network& network, const ParameterLayout& layout, NetworkState& state);

}  // namespace satchel
