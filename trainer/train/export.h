#pragma once

#include <span>
#include <vector>

#include "compiler/graph/graph.h"
#include "trainer/train/parameters.h"
#include "trainer/train/quantise.h"
#include "trainer/zoo/network.h"

namespace satchel {

// The int8 network of the package, from a folded network (fold_normalisation) and the ranges of its
// layers' outputs: the arithmetic that the kInt8 passes imitate. Input: (1, rows, columns, 1) with
// the front end's quantisation; output: softmax over the classes.
Graph export_graph(const Network& network, const ParameterLayout& layout, const NetworkState& state,
                   std::span<const ActivationRange> ranges, const Quantisation& input);

}  // namespace satchel
