#pragma once

#include <nlohmann/json.hpp>

#include "compiler/graph/graph.h"

namespace satchel {

// A graph as a document (constants are binary strings, so it is meant for CBOR).
nlohmann::ordered_json graph_to_json(const Graph& graph);

// Not checked beyond its form: see check_graph(). Throws nlohmann::json::exception, or
// Error(Exit::kRefused) for an unknown name.
Graph graph_from_json(const nlohmann::ordered_json& json);

}  // namespace satchel
