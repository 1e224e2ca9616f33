#include "trainer/train/learner/metrics.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include "trainer/evaluate/scores_json.h"

namespace satchel {
namespace {

using Json = nlohmann::ordered_json;

Json history(const RunState& state) {
  Json epochs = Json::array();
  for (const EpochRecord& record : state.history) {
    epochs.push_back({{"int8", record.int8},
                      {"training_loss", record.training_loss},
                      {"training_accuracy", record.training_accuracy},
                      {"validation_loss", record.validation_loss},
                      {"validation_accuracy", record.validation_accuracy}});
  }
  return epochs;
}

}  // namespace

Json metrics(const Outcome& outcome) {
  const RunState& state = outcome.state;
  const Scores& in_float = outcome.float_scores;
  return {{"lesson", outcome.lesson.name},
          {"description", outcome.lesson.description},
          {"objective", outcome.lesson.objective},
          {"targets", outcome.lesson.targets},
          {"seconds", outcome.seconds},
          {"weights_bytes", outcome.network.weights_bytes()},
          {"macs", outcome.network.macs()},
          {"epochs", history(state)},
          {"best_epoch", state.best_epoch},
          {"validation", {{"float", state.float_accuracy}, {"int8", outcome.int8_validation}}},
          {"test", scores_to_json(outcome.scores)},
          {"float_test",
           {{"accuracy", in_float.accuracy}, {"interval", {in_float.low, in_float.high}}}}};
}

Json data_summary(const Corpus& corpus) {
  std::map<std::string, std::size_t> clips;
  std::map<std::string, std::set<std::string>> people;
  std::map<std::string, std::size_t> labels;
  bool synthetic = false;
  for (const Clip& clip : corpus.clips) {
    const std::string split(split_name(clip.split));
    ++clips[split];
    people[split].insert(clip.subject);
    ++labels[clip.label];
    synthetic = synthetic || clip.synthetic;
  }
  Json summary = {{"synthetic_voices", synthetic}, {"noise_recordings", corpus.noise.size()}};
  for (const auto& [split, count] : clips) {
    summary["splits"][split] = {{"clips", count}, {"people", people[split].size()}};
  }
  for (const auto& [label, count] : labels) summary["labels"][label] = count;
  return summary;
}

CardFeatures feature_statistics(const FeatureBank& bank) {
  double sum = 0, squares = 0, count = 0;
  for (std::size_t i = 0; i < bank.size(); ++i) {
    for (const std::int8_t value : bank.features(i)) {
      sum += value;
      squares += value * value;
      ++count;
    }
  }
  const double mean = sum / count;
  const double variance = std::max(squares / count - mean * mean, 0.0);
  return {std::llround(mean * 256),
          static_cast<std::uint64_t>(std::llround(std::sqrt(variance) * 256))};
}

}  // namespace satchel
