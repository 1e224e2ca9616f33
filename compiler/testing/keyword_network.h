#pragma once

#include "compiler/graph/graph.h"

namespace satchel::testing_support {

// A depthwise-separable keyword network with invented weights: 49 x 40 features, a 5x5 stem, 3x3
// blocks with and without a residual, a 1x5 fold of the frequencies, temporal 9x1 blocks with a
// residual, average pool, fully connected, softmax. Its layers are as different as such a lesson's
// get. The same for every call.
Graph keyword_network();

}  // namespace satchel::testing_support
