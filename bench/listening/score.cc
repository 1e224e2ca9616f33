#include "bench/listening/score.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "base/error.h"

namespace satchel {
namespace {

constexpr double kGrace = 1.0;  // seconds

bool is_keyword(const SpokenWord& word) {
  return !word.label.starts_with("_");
}

bool covers(const SpokenWord& word, double time) {
  return time >= word.start && time <= word.end + kGrace;
}

}  // namespace

ListeningScore score_listening(const std::vector<SpokenWord>& spoken,
                               const std::vector<HeardWord>& heard) {
  ListeningScore score;
  std::vector<bool> found(spoken.size());
  for (const SpokenWord& word : spoken) score.words += is_keyword(word);
  for (const HeardWord& answer : heard) {
    bool hit = false, during_a_word = false;
    for (std::size_t i = 0; i < spoken.size() && !hit; ++i) {
      if (!covers(spoken[i], answer.time)) continue;
      during_a_word = true;
      hit = !found[i] && spoken[i].label == answer.label;
      if (hit) found[i] = true;
    }
    score.hits += hit;
    score.wrong += !hit && during_a_word;
    score.false_accepts += !hit;
  }
  return score;
}

std::vector<HeardWord> parse_heard(const std::string& lines) {
  std::vector<HeardWord> heard;
  std::istringstream stream(lines);
  for (std::string line; std::getline(stream, line);) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (!json.is_object() || !json.contains("time") || !json.contains("label")) {
      throw Error(Exit::kFailed, fmt::format("satchel listen answered \"{}\"", line));
    }
    heard.push_back({json["time"].get<double>(), json["label"].get<std::string>()});
  }
  return heard;
}

}  // namespace satchel
