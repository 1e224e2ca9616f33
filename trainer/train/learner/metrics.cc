#include "trainer/train/learner/metrics.h"

#include <map>
#include <set>
#include <string>

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

Json wrong_answers(const Scores& scores) {
  Json wrong = Json::array();
  for (const WrongAnswer& answer : scores.wrong) {
    wrong.push_back({{"file", answer.file},
                     {"truth", answer.truth},
                     {"answer", answer.answer},
                     {"confidence", answer.confidence}});
  }
  return wrong;
}

}  // namespace

Json metrics(const RunState& state, const Scores& scores, const Network& network, double seconds) {
  return {{"seconds", seconds},
          {"weights_bytes", network.weights_bytes()},
          {"macs", network.macs()},
          {"epochs", history(state)},
          {"best_epoch", state.best_epoch},
          {"validation", {{"float", state.float_accuracy}, {"int8", state.best_accuracy}}},
          {"test",
           {{"split", scores.split},
            {"labels", scores.labels},
            {"confusion", scores.confusion},
            {"accuracy", scores.accuracy},
            {"interval", {scores.low, scores.high}},
            {"macro_recall", scores.macro_recall},
            {"subjects", scores.subjects},
            {"clips", scores.clips},
            {"wrong", wrong_answers(scores)}}}};
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

}  // namespace satchel
