#pragma once

#include <cstdint>
#include <string>

namespace satchel::tflite {

// Numbers of the operators that are imported, as in TensorFlow Lite's schema.
enum Builtin : std::int32_t {
  kAdd = 0,
  kAveragePool2d = 1,
  kConv2d = 3,
  kDepthwiseConv2d = 4,
  kFullyConnected = 9,
  kReshape = 22,
  kSoftmax = 25,
  kCustom = 32,
};

// The schema's name of any operator, or "operator number N" when it is newer than this list.
std::string builtin_name(std::int32_t number);

// "FLOAT32"; "type number N" when it is unknown.
std::string type_name(std::int32_t number);

}  // namespace satchel::tflite
