#include "trainer/train/checkpoint.h"

#include <cstring>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/error.h"
#include "base/file.h"

namespace satchel {
namespace {

using Json = nlohmann::json;

constexpr int kFormat = 1;
constexpr std::uint64_t kMaximumBytes = 1u << 30;

template <class T>
Json pack(const std::vector<T>& values) {
  std::vector<std::uint8_t> bytes(values.size() * sizeof(T));
  if (!bytes.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return Json::binary(std::move(bytes));
}

template <class T>
std::vector<T> unpack(const Json& value) {
  const std::vector<std::uint8_t>& bytes = value.get_binary();
  std::vector<T> values(bytes.size() / sizeof(T));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
  return values;
}

Json pack(const NetworkState& state) {
  return {{"parameters", pack(state.parameters)}, {"statistics", pack(state.statistics)}};
}

NetworkState unpack_network(const Json& value) {
  return {unpack<float>(value.at("parameters")), unpack<float>(value.at("statistics"))};
}

Json pack(const EpochRecord& record) {
  return {record.int8, record.training_loss, record.training_accuracy, record.validation_loss,
          record.validation_accuracy};
}

EpochRecord unpack_record(const Json& value) {
  return {value.at(0), value.at(1), value.at(2), value.at(3), value.at(4)};
}

Json pack(const RunState& state) {
  Json history = Json::array();
  for (const EpochRecord& record : state.history) history.push_back(pack(record));
  return {{"float_epochs", state.plan.float_epochs},
          {"int8_epochs", state.plan.int8_epochs},
          {"epochs_done", state.epochs_done},
          {"folded", state.folded},
          {"seconds", state.seconds},
          {"network", pack(state.network)},
          {"average", pack(state.average)},
          {"optimiser_mean", pack(state.optimiser.mean)},
          {"optimiser_variance", pack(state.optimiser.variance)},
          {"optimiser_steps", state.optimiser.steps},
          {"ranges", pack(state.ranges)},
          {"best", pack(state.best)},
          {"best_ranges", pack(state.best_ranges)},
          {"best_accuracy", state.best_accuracy},
          {"best_loss", state.best_loss},
          {"best_epoch", state.best_epoch},
          {"best_float", pack(state.best_float)},
          {"float_accuracy", state.float_accuracy},
          {"history", std::move(history)}};
}

RunState unpack_state(const Json& value) {
  RunState state;
  state.plan = {value.at("float_epochs"), value.at("int8_epochs")};
  state.epochs_done = value.at("epochs_done");
  state.folded = value.at("folded");
  state.seconds = value.at("seconds");
  state.network = unpack_network(value.at("network"));
  state.average = unpack_network(value.at("average"));
  state.optimiser.mean = unpack<float>(value.at("optimiser_mean"));
  state.optimiser.variance = unpack<float>(value.at("optimiser_variance"));
  state.optimiser.steps = value.at("optimiser_steps");
  state.ranges = unpack<ActivationRange>(value.at("ranges"));
  state.best = unpack_network(value.at("best"));
  state.best_ranges = unpack<ActivationRange>(value.at("best_ranges"));
  state.best_accuracy = value.at("best_accuracy");
  state.best_loss = value.at("best_loss");
  state.best_epoch = value.at("best_epoch");
  state.best_float = unpack_network(value.at("best_float"));
  state.float_accuracy = value.at("float_accuracy");
  for (const Json& record : value.at("history")) state.history.push_back(unpack_record(record));
  return state;
}

bool fits(const NetworkState& state, const ParameterLayout& layout) {
  return state.parameters.size() == layout.parameters &&
         state.statistics.size() == layout.statistics;
}

bool fits_or_empty(const NetworkState& state, const ParameterLayout& layout) {
  return state.parameters.empty() || fits(state, layout);
}

bool consistent(const RunState& state, const ParameterLayout& layout, std::size_t layers) {
  const auto fits_optimiser = [&](const std::vector<float>& values) {
    return values.empty() || values.size() == layout.parameters;
  };
  return fits(state.network, layout) && fits(state.average, layout) &&
         fits_or_empty(state.best, layout) && fits_or_empty(state.best_float, layout) &&
         fits_optimiser(state.optimiser.mean) && fits_optimiser(state.optimiser.variance) &&
         state.ranges.size() == layers &&
         (state.best_ranges.empty() || state.best_ranges.size() == layers) &&
         state.epochs_done >= 0 && state.epochs_done <= state.plan.epochs();
}

}  // namespace

void write_checkpoint(const std::filesystem::path& path, const std::string& key,
                      const RunState& state) {
  const Json file = {{"format", kFormat}, {"key", key}, {"state", pack(state)}};
  write_file_atomically(path, Json::to_cbor(file));
}

std::optional<RunState> read_checkpoint(const std::filesystem::path& path, const std::string& key,
                                        const ParameterLayout& layout, std::size_t layers) {
  if (!std::filesystem::exists(path)) return std::nullopt;
  try {
    const Json file = Json::from_cbor(read_file(path, kMaximumBytes));
    if (file.at("format") != kFormat || file.at("key") != key) return std::nullopt;
    RunState state = unpack_state(file.at("state"));
    if (!consistent(state, layout, layers)) return std::nullopt;
    return state;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

}  // namespace satchel
