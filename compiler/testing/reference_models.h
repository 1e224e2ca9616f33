#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

// What the tests need of the reference models: .tflite files with inputs and the outputs of another
// implementation. They are no part of the project; tests skip where they are absent.
namespace satchel::testing_support {

struct ReferenceModel {
  std::filesystem::path folder;
  std::vector<std::string> operators;  // distinct, TensorFlow Lite's names
  std::vector<std::string> vectors;    // "01", "02", ...
  std::size_t inputs = 1, outputs = 1;
  bool layers = false;     // layers_01/ holds every tensor of the first vector
  bool supported = false;  // all its operators are compiled
};

// All of `$SATCHEL_SHARED/models`, or of ../shared/models beside the repository; empty when absent.
std::vector<ReferenceModel> reference_models();

// File names of input or output `index` of one vector: input_01.bin, or input_01_0.bin.
std::filesystem::path vector_file(const ReferenceModel& model, const std::string& kind,
                                  const std::string& vector, std::size_t index);

// All inputs or outputs (`kind` is "input" or "output") of one vector, one after the other.
std::vector<std::uint8_t> read_vector(const ReferenceModel& model, const std::string& kind,
                                      const std::string& vector);

}  // namespace satchel::testing_support
