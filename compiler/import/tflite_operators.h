#pragma once

#include <flatbuffers/flatbuffers.h>

#include <cstdint>
#include <string>

#include "compiler/graph/graph.h"
#include "compiler/import/tflite_schema.h"

namespace satchel::tflite {

// The attributes of operator number `builtin`. `where` names the layer in messages. Throws
// Error(Exit::kRefused) when the operator is not supported or its attributes are malformed.
Attributes read_attributes(std::int32_t builtin, const OperatorView& view,
                           flatbuffers::Verifier& verifier, const std::string& where);

}  // namespace satchel::tflite
