#include "trainer/evaluate/scores_json.h"

namespace satchel {
namespace {

using Json = nlohmann::ordered_json;

Json confusion_json(const Scores& scores) {
  const std::size_t n = scores.labels.size();
  Json rows = Json::array();
  for (std::size_t truth = 0; truth < n; ++truth) {
    const auto first = scores.confusion.begin() + static_cast<std::ptrdiff_t>(truth * n);
    rows.push_back(std::vector<std::uint32_t>(first, first + static_cast<std::ptrdiff_t>(n)));
  }
  return {{"labels", scores.labels}, {"counts", std::move(rows)}};
}

Json wrong_json(const Scores& scores) {
  Json wrong = Json::array();
  for (const WrongAnswer& answer : scores.wrong) {
    wrong.push_back({{"file", answer.file},
                     {"truth", answer.truth},
                     {"answer", answer.answer},
                     {"confidence", answer.confidence}});
  }
  return wrong;
}

void read_confusion(const Json& json, Scores& scores) {
  json.at("labels").get_to(scores.labels);
  for (const Json& row : json.at("counts")) {
    for (const Json& count : row) scores.confusion.push_back(count.get<std::uint32_t>());
  }
  scores.confusion.resize(scores.labels.size() * scores.labels.size());
}

}  // namespace

Json scores_to_json(const Scores& scores) {
  Json json = {{"split", scores.split},
               {"accuracy", scores.accuracy},
               {"macro_recall", scores.macro_recall},
               {"interval", {scores.low, scores.high}},
               {"classes", Json::array()},
               {"subjects", scores.subjects},
               {"clips", scores.clips},
               {"per_class", Json::object()}};
  for (const ClassResult& result : scores.classes) {
    if (result.count == 0) continue;
    json["classes"].push_back(result.label);
    json["per_class"][result.label] = {{"recall", result.recall}, {"count", result.count}};
  }
  json["confusion"] = confusion_json(scores);
  json["wrong"] = wrong_json(scores);
  return json;
}

Scores scores_from_json(const Json& json) {
  Scores scores;
  json.at("split").get_to(scores.split);
  json.at("accuracy").get_to(scores.accuracy);
  json.at("macro_recall").get_to(scores.macro_recall);
  json.at("interval").at(0).get_to(scores.low);
  json.at("interval").at(1).get_to(scores.high);
  json.at("subjects").get_to(scores.subjects);
  json.at("clips").get_to(scores.clips);
  read_confusion(json.at("confusion"), scores);
  const Json& per_class = json.at("per_class");
  for (const std::string& label : scores.labels) {
    ClassResult result{label, 0, 0};
    if (per_class.contains(label)) {
      per_class.at(label).at("count").get_to(result.count);
      per_class.at(label).at("recall").get_to(result.recall);
    }
    scores.classes.push_back(std::move(result));
  }
  for (const Json& wrong : json.at("wrong")) {
    WrongAnswer answer;
    wrong.at("file").get_to(answer.file);
    wrong.at("truth").get_to(answer.truth);
    wrong.at("answer").get_to(answer.answer);
    wrong.at("confidence").get_to(answer.confidence);
    scores.wrong.push_back(std::move(answer));
  }
  return scores;
}

}  // namespace satchel
