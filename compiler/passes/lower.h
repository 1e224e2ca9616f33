#pragma once

#include "compiler/graph/graph.h"
#include "compiler/passes/program.h"

namespace satchel {

// Turns a checked graph into steps. RESHAPE becomes no step: its output is another name of its
// input's memory. Layers whose results nobody reads are left out. Throws Error(Exit::kRefused) that
// names the layer when a number does not fit the package.
Program lower(const Graph& graph);

}  // namespace satchel
