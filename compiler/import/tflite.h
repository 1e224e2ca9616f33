#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "compiler/graph/graph.h"

namespace satchel {

// Whether `bytes` say that they are a .tflite file.
bool is_tflite(std::span<const std::uint8_t> bytes);

// Reads an int8 .tflite file (TensorFlow Lite's schema, version 3) of the operators that Satchel
// compiles, into a checked graph whose tensors keep their numbers. `source` names the file in
// messages. The bytes start at a multiple of 8 and may be hostile. Throws Error(Exit::kRefused),
// naming the operator, the layer or the tensor, when the file is malformed or needs what is not
// supported.
Graph import_tflite(std::span<const std::uint8_t> bytes, const std::string& source);

}  // namespace satchel
