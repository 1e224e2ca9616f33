#pragma once

#include <cstddef>

#include "compiler/graph/graph.h"

namespace satchel {

// The part of check_graph() that knows operators: shapes, types and quantisation around operator
// `index`, whose tensors' indices and sizes are already proved. Throws Error(Exit::kRefused).
void check_operator(const Graph& graph, std::size_t index);

}  // namespace satchel
