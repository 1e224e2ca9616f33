#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace satchel::testing_support {

// Writes .tflite files for tests, broken ones as well: nothing is checked. Field numbers are those
// of TensorFlow Lite's schema, version 3.
struct TfliteTensor {
  std::string name = "t";
  std::vector<std::int32_t> shape = {};
  std::int8_t type = 9;  // INT8
  std::vector<float> scales = {0.5f};
  std::vector<std::int64_t> zero_points = {0};
  std::int32_t quantised_dimension = 0;
  std::vector<std::uint8_t> data = {};  // empty: no constant
  bool missing_buffer = false;          // names a buffer that is not there
  bool variable = false;
};

// One field of an operator's options.
struct TfliteField {
  int number = 0;
  char width = 'i';  // 'b' byte, 'i' int32, 'f' float
  double value = 0;
};

struct TfliteOperator {
  std::int32_t builtin = 0;
  std::uint8_t options_type = 0;
  std::vector<TfliteField> options = {};
  std::vector<std::int32_t> inputs = {}, outputs = {};
  std::string custom_name = {};
};

struct TfliteModel {
  std::uint32_t version = 3;
  std::vector<TfliteTensor> tensors = {};
  std::vector<TfliteOperator> operators = {};
  std::vector<std::int32_t> inputs = {}, outputs = {};
  std::size_t subgraphs = 1;
};

std::vector<std::uint8_t> build_tflite(const TfliteModel& model);

}  // namespace satchel::testing_support
