#include "compiler/testing/reference_models.h"

#include <fmt/format.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>

#include "base/file.h"

namespace satchel::testing_support {
namespace {

std::filesystem::path models_folder() {
  const char* shared = std::getenv("SATCHEL_SHARED");
  const std::filesystem::path root = shared != nullptr ? shared : SATCHEL_SOURCE_DIR "/../shared";
  return root / "models";
}

const std::set<std::string> kSupported = {
    "ADD",     "AVERAGE_POOL_2D", "CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED",
    "RESHAPE", "SOFTMAX"};

}  // namespace

std::vector<ReferenceModel> reference_models() {
  const std::filesystem::path folder = models_folder();
  if (!std::filesystem::exists(folder / "index.json")) return {};
  const auto index = nlohmann::json::parse(read_text_file(folder / "index.json"));
  std::vector<ReferenceModel> models;
  for (const auto& row : index["models"]) {
    ReferenceModel model;
    model.folder = folder / row["path"].get<std::string>();
    model.supported = true;
    for (const auto& [name, count] : row["operators"].items()) {
      model.operators.push_back(name);
      model.supported = model.supported && kSupported.count(name) > 0;
    }
    model.vectors = row["vectors"].get<std::vector<std::string>>();
    model.inputs = row["inputs"].size();
    model.outputs = row["outputs"].size();
    model.layers = row.value("layers", false);
    models.push_back(std::move(model));
  }
  return models;
}

std::filesystem::path vector_file(const ReferenceModel& model, const std::string& kind,
                                  const std::string& vector, std::size_t index) {
  const std::size_t count = kind == "input" ? model.inputs : model.outputs;
  const std::string suffix = count > 1 ? fmt::format("_{}", index) : "";
  return model.folder / (kind + "_" + vector + suffix + ".bin");
}

std::vector<std::uint8_t> read_vector(const ReferenceModel& model, const std::string& kind,
                                      const std::string& vector) {
  std::vector<std::uint8_t> all;
  const std::size_t count = kind == "input" ? model.inputs : model.outputs;
  for (std::size_t i = 0; i < count; ++i) {
    const auto part = read_file(vector_file(model, kind, vector, i));
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace satchel::testing_support
